"""Files of a killed server, cut or with bits turned: it comes up with a whole prefix, or says no in one sentence."""

import asyncio
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from server.service.port import Deed
from server.store.opening import FILE_NAME
from server.store.sqlite_file import page_size, wal_of
from tests.e2e.conftest import SERVICES, TrialHall
from tests.e2e.load import Book, Line, press
from tests.e2e.process import Ended, Starter
from tests.e2e.proof import Log, prove_served

ACKS = 250
SEED = 20250404
FRAME_HEAD = 24


class Killed:
    """A hall as a kill under load left it, to be laid out again with one thing changed."""

    def __init__(self, hall: TrialHall, console: Starter, place: Path) -> None:
        self.console = console
        self.original = hall
        self.copy = replace(hall, data=place)
        self.file, self.wal = hall.data / FILE_NAME, wal_of(hall.data / FILE_NAME)
        self.deeds = self.laid_out(lambda _: None).log().deeds
        self.last_group = self._start_of_last_group()

    def laid_out(self, change: Callable[[Path], None]) -> "Killed":
        """A fresh copy with `change` made in its directory."""
        shutil.rmtree(self.copy.data, ignore_errors=True)
        shutil.copytree(self.original.data, self.copy.data, ignore=shutil.ignore_patterns("*.sock"))
        change(self.copy.data)
        return self

    def log(self) -> Log:
        return Log.of(self.copy)

    def _start_of_last_group(self) -> int:
        """Where in the WAL the frames of the last transaction begin."""
        data, step = self.wal.read_bytes(), FRAME_HEAD + page_size(self.file)
        starts = range(32, len(data) - step + 1, step)
        salt = data[16:24]
        ends = [at + step for at in starts if data[at + 8 : at + 16] == salt and data[at + 4 : at + 8] != b"\0\0\0\0"]
        return ends[-2]

    def verify(self) -> Ended:
        return self.console.run("verify", *self.copy.where)

    def serve(self) -> list[Deed] | None:
        """What a started server has in its log, after a look at what it says of it; None if it refused."""
        running = self.console.start("serve", *self.copy.where, "--port", 0)
        try:
            said = running.out.line()
            if not said:
                refused(Ended(running.wait(), said, running.err.rest()))
                return None
            running.url = said.strip()
            log = self.log()
            asyncio.run(_look(running.port, self.copy, log))
            running.kill(signal.SIGTERM)
            assert running.wait() == 0
            return log.deeds
        finally:
            running.out.close()
            running.err.close()


async def _look(port: int, hall: TrialHall, log: Log) -> None:
    line = await Line.to(port)
    await prove_served(line, hall.tokens.supervisor, log)
    line.close()


def refused(ended: Ended) -> None:
    """Exit code 1, one plain Chinese sentence, nothing else."""
    assert ended.code == 1, ended
    assert ended.out == "", ended
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n", ended.err), ended
    assert "Traceback" not in ended.err


@pytest.fixture(scope="module")
def killed(console: Starter, made_hall: TrialHall, fast_place: Path) -> Iterator[Killed]:
    hall = replace(made_hall, data=fast_place / "killed")
    shutil.copytree(made_hall.data, hall.data)
    book = Book(Random(SEED))
    with console.serving(*hall.where) as server:

        def kill(acked: int) -> None:
            if acked == ACKS:
                server.kill()

        book.on_ack = kill
        asyncio.run(press(book, server.port, hall.tokens, SERVICES))
        server.wait()
    yield Killed(hall, console, fast_place / "damaged")
    shutil.rmtree(hall.data)
    shutil.rmtree(fast_place / "damaged", ignore_errors=True)


def _cut(name: str, size: int) -> Callable[[Path], None]:
    def change(directory: Path) -> None:
        with (directory / name).open("r+b") as file:
            file.truncate(size)

    return change


def _turned(name: str, at: int, *, length: int = 1) -> Callable[[Path], None]:
    def change(directory: Path) -> None:
        with (directory / name).open("r+b") as file:
            file.seek(at)
            old = file.read(length)
            file.seek(at)
            file.write(bytes(byte ^ 0x55 for byte in old))

    return change


@pytest.mark.slow
def test_a_log_cut_anywhere_in_its_last_transaction_comes_up_without_that_transaction(killed: Killed):
    size = killed.wal.stat().st_size
    chance = Random(SEED)
    whole = killed.laid_out(_cut(killed.wal.name, killed.last_group)).serve()
    assert whole is not None
    assert whole == killed.deeds[: len(whole)]
    assert 1 <= len(killed.deeds) - len(whole) <= len(SERVICES) + 8, "one group: a command of each station at most"
    for end in [killed.last_group + 1, size - 1, *(chance.randrange(killed.last_group, size) for _ in range(12))]:
        assert killed.laid_out(_cut(killed.wal.name, end)).serve() == whole, f"cut at {end} of {size}"
        verified = killed.laid_out(_cut(killed.wal.name, end)).verify()
        assert (verified.code, verified.err) == (0, ""), f"cut at {end} of {size}"


@pytest.mark.slow
def test_a_damaged_page_is_refused_or_does_no_harm(killed: Killed):
    """Of the database, of the log before its last transaction: bits turned, whole pages turned, ends cut off."""
    chance = Random(SEED + 1)
    database, log = killed.file.stat().st_size, killed.last_group
    page = page_size(killed.file)
    changes = [_turned(killed.file.name, chance.randrange(database)) for _ in range(8)]
    changes += [_turned(killed.file.name, at * page, length=page) for at in range(0, database // page, 3)]
    changes += [_turned(killed.wal.name, chance.randrange(log)) for _ in range(8)]
    changes += [_turned(killed.wal.name, chance.randrange(log - page), length=page) for _ in range(3)]
    changes += [_cut(killed.file.name, chance.randrange(database)) for _ in range(3)]
    outcomes = []
    for number, change in enumerate(changes):
        found = killed.laid_out(change).serve()
        assert found in (None, killed.deeds), f"change {number}"
        verified = killed.laid_out(change).verify()
        if verified.code:
            refused(verified)
        else:
            assert verified.err == ""
            assert killed.log().deeds == killed.deeds, f"change {number}"
        outcomes.append(found is None)
    assert 15 < sum(outcomes) < len(changes), "some did harm and some did not"


def test_lost_files_are_told_from_an_empty_hall(killed: Killed):
    """Nothing starts anew on the ruins of a hall."""
    killed.laid_out(lambda directory: (directory / FILE_NAME).unlink())
    refused(killed.verify())
    assert killed.serve() is None
