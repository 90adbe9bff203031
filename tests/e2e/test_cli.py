"""The commands as operators use them: exit codes, one plain sentence for every failure, and what they leave behind."""

import asyncio
import re
import shutil
import signal
import socket
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from server.service.hallfile import load_xlsx
from server.store.opening import FILE_NAME
from tests.e2e.conftest import SERVICES, TrialHall
from tests.e2e.load import Book, Line, Reply, press
from tests.e2e.process import Ended, Running, Starter
from tests.e2e.proof import Log, prove

SEED = 20250505


def failed(ended: Ended) -> str:
    """Exit code 1, one plain Chinese sentence on stderr, nothing else; the sentence."""
    assert (ended.code, ended.out) == (1, ""), ended
    assert "Traceback" not in ended.err
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n", ended.err), ended.err
    return ended.err


def done(ended: Ended) -> str:
    assert (ended.code, ended.err) == (0, ""), ended
    return ended.out


def ask(port: int, method: str, path: str, token: str, body: object = None) -> Reply:
    async def call() -> Reply:
        line = await Line.to(port)
        reply = await line.call(method, path, token, body)
        line.close()
        return reply

    return asyncio.run(call())


def take(port: int, token: str, number: int) -> Reply:
    body = {"request_id": UUID(int=number).hex, "service_id": "general"}
    return ask(port, "POST", "/api/v1/tickets", token, body)


# -- making a hall, wrong usage, failures ----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_console_command_makes_a_hall_gives_a_token_and_verifies(console: Starter, tmp_path: Path):
    where = ("--data", tmp_path / "hall")
    assert "已建立「示例镇便民服务中心」" in done(console.run("init", *where, console=True))
    assert re.fullmatch(r"[\w-]{40,}\n", done(console.run("token", *where, "--role", "kiosk", console=True)))
    assert "日志完好" in done(console.run("verify", *where, console=True))


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("fly",),
        ("init",),
        ("serve", "--data", "x", "--port", "door"),
        ("serve", "--data", "x", "--port", "65536"),
        ("serve", "--data", "x", "--port", "-1"),
        ("token", "--data", "x"),
        ("token", "--data", "x", "--role", "king"),
        ("backup", "--data", "x"),
        ("pair", "--data", "x", "12345"),
    ],
)
def test_wrong_usage_ends_with_2(console: Starter, argv: tuple[str, ...]):
    ended = console.run(*argv)
    assert (ended.code, ended.out) == (2, "")
    assert "usage:" in ended.err


def test_init_does_not_touch_a_place_that_is_not_empty(console: Starter, tmp_path: Path, hall: TrialHall):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = (hall.data / FILE_NAME).read_bytes()
    for place in (tmp_path / "mine", tmp_path / "file", hall.data):
        assert "不是空目录" in failed(console.run("init", "--data", place))
    assert [each.name for each in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert (hall.data / FILE_NAME).read_bytes() == before


def test_init_in_an_empty_directory_that_is_there_already(console: Starter, tmp_path: Path):
    done(console.run("init", "--data", tmp_path))
    assert "0 张号票" in done(console.run("verify", "--data", tmp_path))


@pytest.mark.parametrize("command", ["serve", "verify", "rebuild", "token", "tokens", "backup", "export", "import"])
@pytest.mark.parametrize("place", ["missing", "empty", "file"])
def test_a_place_without_a_hall_is_named(console: Starter, tmp_path: Path, hall: TrialHall, command: str, place: str):
    data = tmp_path / place
    if place == "empty":
        data.mkdir()
    elif place == "file":
        data.write_text("x")
    (tmp_path / "hall.toml").write_bytes(b"")
    more = {
        "token": ("--role", "kiosk"),
        "backup": (tmp_path / "b",),
        "export": (tmp_path / "e.toml",),
        "import": (hall.data.parent / "hall.toml",),
    }
    sentence = failed(console.run(command, "--data", data, *more.get(command, ())))
    is_taken_for_a_backup = place == "file" and command in {"verify", "backup"}
    assert ("已损坏" if is_taken_for_a_backup else str(tmp_path)) in sentence
    assert not (tmp_path / "missing").exists()
    assert place != "empty" or not list(data.iterdir())  # nor is `init` kept from it


def test_a_hall_that_is_served_is_busy_for_a_second_server_and_for_what_writes(console: Starter, hall: TrialHall):
    with console.serving(*hall.where):
        for command in ("serve", "rebuild"):
            assert "另一个进程" in failed(
                console.run(command, *hall.where, *(("--port", 0) if command == "serve" else ()))
            )
        assert "日志完好" in done(console.run("verify", *hall.where))


def test_a_port_in_use_is_named(console: Starter, hall: TrialHall):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert str(port) in failed(console.run("serve", *hall.where, "--port", port))


def test_an_address_that_is_not_ours_is_named(console: Starter, hall: TrialHall):
    assert "192.0.2.1" in failed(console.run("serve", *hall.where, "--host", "192.0.2.1", "--port", 0))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('colour = "red"', "colour"),
        ("port = 99999", "port"),
        ('log_level = "LOUD"', "log_level"),
        ("port = ", "TOML"),
        (None, "读不出来"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    console: Starter, hall: TrialHall, tmp_path: Path, text: str | None, word: str
):
    file = tmp_path / "server.toml"
    if text is not None:
        file.write_text(text)
    sentence = failed(console.run("serve", "--data", hall.data, "--config", file))
    assert word in sentence
    assert str(file) in sentence


def test_every_mistake_in_a_hall_file_is_named_with_its_place_and_nothing_is_made(
    console: Starter, tmp_path: Path, hall: TrialHall
):
    good = (hall.data.parent / "hall.toml").read_text()
    bad = good.replace('prefix = "B"', 'prefix = "长字头"').replace("expected_minutes = 6.0", "expected_minutes = -6.0")
    file = tmp_path / "bad.toml"
    file.write_text(bad)
    for text in (bad, "[hall", "hall = 3"):
        file.write_text(text)
        ended = console.run("init", "--data", tmp_path / "new", "--hall", file)
        assert (ended.code, ended.out) == (1, "")
        assert "Traceback" not in ended.err
        assert not (tmp_path / "new").exists()
        if text is bad:
            assert len(ended.err.splitlines()) >= 2
            assert "prefix" in ended.err
            assert "expected_minutes" in ended.err
    failed(console.run("init", "--data", tmp_path / "new", "--hall", tmp_path / "missing.toml"))
    failed(console.run("init", "--data", tmp_path / "new", "--hall", tmp_path / "missing.xlsx"))


def test_a_file_that_cannot_be_written_is_named(console: Starter, hall: TrialHall, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    nowhere = tmp_path / "file" / "below"
    for command in ("export", "backup"):
        assert str(nowhere.parent) in failed(console.run(command, *hall.where, nowhere))
    assert str(tmp_path) in failed(console.run("export", *hall.where, tmp_path))
    assert str(nowhere) in failed(console.run("init", "--data", nowhere))
    assert str(nowhere) in failed(console.run("restore", "--data", nowhere, hall.data / FILE_NAME))


# -- on a running and on a stopped hall ------------------------------------------------------------------------------


def test_tokens_are_given_listed_and_taken_back_whether_the_hall_runs_or_not(console: Starter, hall: TrialHall):
    stopped = done(console.run("token", *hall.where, "--role", "kiosk", "--name", "一号取号机")).strip()
    with console.serving(*hall.where) as server:
        running = done(console.run("token", *hall.where, "--role", "clerk", "--counter", 3)).strip()
        assert take(server.port, stopped, 1).status == 201
        opened = ask(server.port, "POST", "/api/v1/counters/3/open", running, {"request_id": UUID(int=2).hex})
        assert opened.status == 200
        listed = done(console.run("tokens", *hall.where)).splitlines()
        mine = next(line for line in listed if "一号取号机" in line)
        assert "kiosk" in mine
        assert any("3 号窗口" in line for line in listed)
        assert stopped not in "".join(listed)
        done(console.run("revoke", *hall.where, mine.split("\t")[0]))
        assert take(server.port, stopped, 3).status == 401
        assert "99 号窗口" in failed(console.run("token", *hall.where, "--role", "clerk", "--counter", 99))
        failed(console.run("revoke", *hall.where, "0123456789abcdef"))


def test_a_station_is_paired_by_the_code_it_shows(console: Starter, hall: TrialHall):
    assert "没有在运行" in failed(console.run("pair", *hall.where, "123456"))
    with console.serving(*hall.where) as server:
        offer = ask(server.port, "POST", "/api/v1/pairing", "", {"kind": "kiosk"}).body
        wrong = f"{(int(offer['code']) + 1) % 10**6:06}"
        assert "配对码" in failed(console.run("pair", *hall.where, wrong))
        spaced = f"{offer['code'][:3]} {offer['code'][3:]}"
        assert "99 号窗口" in failed(console.run("pair", *hall.where, spaced, "--counter", 99))
        assert done(console.run("pair", *hall.where, spaced, "--name", "大厅1号取号机")) == "已配对。\n"
        paired = ask(server.port, "POST", "/api/v1/pairing/claim", "", {"claim": offer["claim"]}).body
        assert take(server.port, paired["token"], 1).status == 201
        assert any("大厅1号取号机" in line for line in done(console.run("tokens", *hall.where)).splitlines())


@pytest.mark.parametrize("is_running", [False, True])
def test_a_refusal_is_a_sentence_without_the_word_for_programs(console: Starter, hall: TrialHall, is_running: bool):
    def refuse() -> None:
        ended = console.run("token", *hall.where, "--role", "clerk", "--counter", 99)
        assert failed(ended) == "没有 99 号窗口。\n"

    if not is_running:
        return refuse()
    with console.serving(*hall.where):
        return refuse()


def test_the_set_up_goes_out_and_in_again_as_toml_and_as_a_workbook(console: Starter, hall: TrialHall, tmp_path: Path):
    toml, book, again = tmp_path / "out.toml", tmp_path / "out.xlsx", tmp_path / "again.toml"
    with console.serving(*hall.where) as server:
        done(console.run("export", *hall.where, toml))
        done(console.run("export", *hall.where, book))
        done(console.run("import", *hall.where, toml))
        done(console.run("import", *hall.where, book))
        done(console.run("export", *hall.where, again))
        assert again.read_text() == toml.read_text()
        changed = toml.read_text().replace('name = "综合受理"', 'name = "综合窗口"')
        toml.write_text(changed)
        assert "8 个窗口" in done(console.run("import", *hall.where, toml))
        services = ask(server.port, "GET", "/api/v1/hall", hall.tokens.supervisor).body["services"]
        assert "综合窗口" in {each["name"] for each in services}
        toml.write_text(changed.replace('prefix = "B"', 'prefix = "长字头"'))
        assert "prefix" in console.run("import", *hall.where, toml).err
    done(console.run("export", *hall.where, again))
    assert again.read_text() == changed
    assert tomllib.loads(changed)["hall"]["name"] == load_xlsx(book).name


# -- backup and restore ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_backup_taken_under_load_is_the_hall_of_one_moment(
    console: Starter, hall: TrialHall, tmp_path: Path, new_hall: Callable[[], TrialHall]
):
    """What was acknowledged before the backup began is in it; restored elsewhere it verifies, serves and goes on."""
    file, elsewhere = tmp_path / "hall.backup", new_hall()
    shutil.rmtree(elsewhere.data)
    book = Book(Random(SEED))

    async def load_and_back_up(server: Running) -> int:
        ready = asyncio.Event()
        book.on_ack = lambda acked: ready.set() if acked == 100 else None
        pressing = asyncio.create_task(press(book, server.port, hall.tokens, SERVICES))
        await asyncio.wait_for(ready.wait(), 60)
        before = len(book.acked)
        backed_up = await asyncio.to_thread(console.run, "backup", *hall.where, file)
        assert "已备份" in done(backed_up)
        assert len(book.acked) > before, "the hall goes on meanwhile"
        server.kill()
        await pressing
        return before

    with console.serving(*hall.where) as server:
        before = asyncio.run(load_and_back_up(server))
    done(console.run("restore", *elsewhere.where, file))
    assert "日志完好" in done(console.run("verify", *elsewhere.where))
    restored, original = Log.of(elsewhere), Log.of(hall)
    assert restored.deeds == original.deeds[: len(restored.deeds)]
    prove(restored, [], book.acked[:before])
    with console.serving(*elsewhere.where) as server:
        wish, reply = next(each for each in book.acked if each[0].path == "/api/v1/tickets")
        again = ask(server.port, "POST", wish.path, wish.token, wish.body)
        assert (again.status, again.text) == (200, reply.text), "the same secrets: it is the same hall"
        assert take(server.port, hall.tokens.kiosks[0], 1).status == 201


def test_a_damaged_or_foreign_file_is_not_restored(console: Starter, hall: TrialHall, tmp_path: Path):
    file = tmp_path / "hall.backup"
    done(console.run("backup", *hall.where, file))
    good = file.read_bytes()
    middle = len(good) // 2
    for bad in (good[:middle], good[:middle] + bytes(4096) + good[middle + 4096 :], b"", b"letter" * 999):
        file.write_bytes(bad)
        failed(console.run("restore", "--data", tmp_path / "new", file))
        assert not (tmp_path / "new" / FILE_NAME).exists()
    failed(console.run("restore", "--data", tmp_path / "new", tmp_path / "missing"))
    file.write_bytes(good)
    before = Log.of(hall).deeds
    failed(console.run("restore", *hall.where, file))
    with console.serving(*hall.where):
        failed(console.run("restore", *hall.where, file, "--force"))
    assert Log.of(hall).deeds == before
    assert "不会覆盖" in failed(console.run("backup", *hall.where, file)) or file.read_bytes() == good


# -- two servers, a full disk, a stop --------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_servers_on_one_lan_are_an_alarm_at_both_until_one_leaves(
    console: Starter, new_hall: Callable[[], TrialHall], tmp_path: Path
):
    """On loopback, under a service type of its own: other tests and a demo may advertise there."""
    lan = "_bm-twin._tcp.local."
    halls = [new_hall(), new_hall()]

    def alarms(server: Running) -> list[str]:
        answer = ask(server.port, "GET", "/api/v1/alarms", halls[0].tokens.supervisor)
        return [each["code"] for each in answer.body["alarms"]]

    with console.serving("--data", halls[0].data, lan=lan) as first:
        assert "twin_server" not in alarms(first)
        with console.serving("--data", halls[1].data, lan=lan) as second:
            for server in (first, second):
                server.err.until("alarm: twin_server")
                assert "twin_server" in alarms(server)
            second.kill(signal.SIGTERM)
            assert second.wait() == 0
        first.err.until("alarm over: twin_server")
        assert "twin_server" not in alarms(first)
