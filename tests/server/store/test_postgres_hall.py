"""A hall whose data is in PostgreSQL, from the command line: its directory holds only the way to the server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from server.__main__ import main
from server.store import StoreMissing, open_to_read

pytestmark = pytest.mark.postgres


def test_a_hall_is_made_and_run_in_a_database(
    postgres: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    config, data = tmp_path / "server.toml", tmp_path / "hall"
    config.write_text(f'database = "{postgres()}"\n')
    where = ["--data", str(data), "--config", str(config)]
    assert main(["init", *where]) == 0
    assert data.is_dir()
    assert f"--config {config}" in capsys.readouterr().out  # the way to start it is told in full
    assert main(["token", *where, "--role", "kiosk"]) == 0
    assert main(["verify", *where]) == 0
    assert main(["serve", "--data", str(tmp_path / "other"), "--config", str(config), "--port", "0"]) == 1
    assert "不是数据目录" in capsys.readouterr().err


def test_an_empty_database_has_no_hall_and_no_damage(postgres: Callable[[], str]):
    with pytest.raises(StoreMissing, match="没有大厅数据"):
        open_to_read(postgres())
