"""The house style that no linter knows: sizes, module docstrings, names of files, words that may not appear."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import CODE, PACKAGES, ROOT, files, name_of, python_files, tree

MODULE_CEILING = 400
FUNCTION_CEILING = 40
SCREEN_CEILING = 150

FORBIDDEN_STEMS = {"utils", "util", "helpers", "common", "manager", "base", "data", "info", "status", "misc"}
ALLOWED_STEMS = {"drivers/transport/base.py"}
FORBIDDEN_CLASS = re.compile(r"(Manager|Helper|Helpers|Util|Utils|Info|Data)$")

# In two pieces each, so that this file passes its own check.
REGISTRY_HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "npm" + "mirror.com",
    "tuna." + "tsinghua",
    "mirrors." + "aliyun",
    "pkg" + ".dev",
    "crates" + ".io",
]
FORBIDDEN_WORDS = {
    "a package registry's host": re.compile("|".join(re.escape(host) for host in REGISTRY_HOSTS)),
    "an unfinished mark": re.compile("FIX" + r"ME|\bXX" + r"X\b|TO" + r"DO\W*$", re.MULTILINE),
    # An input field may have one; code and prose may not.
    "a stand-in": re.compile("place" + r"holder(?!\s*=|\s*\{|-shown)|lorem" + r" ipsum", re.IGNORECASE),
}
FOREIGN = re.compile(r"\.min\.js$|/vendor/|^requirements\.lock$|^LICENSE$")


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end without the docstring: explaining must not cost anything."""
    first = function.body[0]
    docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    spent = (function.end_lineno or function.lineno) - function.lineno + 1
    return spent - ((first.end_lineno or first.lineno) - first.lineno + 1 if docstring else 0)


def test_no_module_is_longer_than_the_ceiling() -> None:
    assert {name_of(path): n for path in python_files(*CODE, "tests") if (n := lines_of(path)) > MODULE_CEILING} == {}


def test_no_screen_is_longer_than_the_ceiling() -> None:
    screens = [path for path in files() if path.suffix == ".kv"]
    assert {name_of(path): n for path in screens if (n := lines_of(path)) > SCREEN_CEILING} == {}


def test_no_function_is_longer_than_the_ceiling() -> None:
    too_long = {
        f"{name_of(path)}:{node.lineno} {node.name}": n
        for path in python_files(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (n := code_lines(node)) > FUNCTION_CEILING
    }
    assert too_long == {}


def test_every_module_opens_with_a_docstring() -> None:
    assert [name_of(path) for path in python_files(*CODE, "tests") if not ast.get_docstring(tree(path))] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = [
        path for path in python_files(*PACKAGES) if path.stem in FORBIDDEN_STEMS or path.parent.name in FORBIDDEN_STEMS
    ]
    assert [name for path in modules if (name := name_of(path)) not in ALLOWED_STEMS] == []


def test_no_class_has_a_name_that_says_nothing() -> None:
    classes = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and FORBIDDEN_CLASS.search(node.name)
    ]
    assert classes == []


@pytest.mark.parametrize("what", FORBIDDEN_WORDS)
def test_no_file_contains(what: str) -> None:
    found = []
    for path in files():
        if FOREIGN.search(name_of(path)):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {hit.group()!r}" for hit in FORBIDDEN_WORDS[what].finditer(text)]
    assert found == []


def test_the_lock_and_the_licence_name_no_registry() -> None:
    for name in ("requirements.lock", "LICENSE"):
        assert not FORBIDDEN_WORDS["a package registry's host"].search((ROOT / name).read_text(encoding="utf-8"))
