"""The leak check of tests/conftest.py, checked: it must see what a careless test leaves behind, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"

TESTS = """
    import asyncio, subprocess, threading
    import pytest

    release = threading.Event()
    kept = []

    def test_leaves_a_thread():
        threading.Thread(target=release.wait, daemon=True).start()

    async def test_leaves_a_task():
        kept.append(asyncio.create_task(asyncio.Event().wait()))
        await asyncio.sleep(0)

    def test_leaves_a_process():
        kept.append(subprocess.Popen(["cat"], stdin=subprocess.PIPE))

    @pytest.fixture(scope="module")
    def for_the_whole_module():
        done = threading.Event()
        thread = threading.Thread(target=done.wait)
        thread.start()
        yield
        done.set()
        thread.join()

    async def test_is_careful_with_tasks(for_the_whole_module):
        await asyncio.create_task(asyncio.sleep(0))

    def test_is_careful_with_processes(for_the_whole_module):
        subprocess.run(["true"], check=True)
    """


def test_what_a_test_leaves_running_is_an_error_and_a_fixture_of_wider_scope_is_not(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8").replace("PATIENCE_S = 10.0", "PATIENCE_S = 0.05"))
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-q", "-rE", "-p", "no:xdist")
    result.assert_outcomes(passed=5, errors=3)
    result.stdout.fnmatch_lines_random([f"ERROR *::test_leaves_a_{kind}*" for kind in ("thread", "task", "process")])
