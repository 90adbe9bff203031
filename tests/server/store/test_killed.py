"""A server killed at any moment has lost nothing that it acknowledged."""

import multiprocessing
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from random import Random

import pytest

from server.store import StoreBusy, open_store, verify_chain
from server.store.opening import Location
from tests.server.store.deeds import add

# A new process from a server that has the imports done: a start costs milliseconds, and inherits no file of the test.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "tests.server.store.deeds"])


def _append_for_ever(location: Location, acknowledge: Connection) -> None:
    """Tell the seq of the last deed of each group when the store has returned."""
    store = open_store(location)
    acknowledge.send(store.last_seq)
    while True:
        acknowledge.send(add(store, [1, 2, 0, 1, 3][: 1 + store.last_seq % 5])[-1].seq)


@contextmanager
def _writer(location: Location) -> Iterator[tuple[BaseProcess, Connection]]:
    acknowledged, acknowledge = _PROCESSES.Pipe(duplex=False)
    child = _PROCESSES.Process(target=_append_for_ever, args=(location, acknowledge))
    child.start()
    acknowledge.close()
    with acknowledged:
        try:
            yield child, acknowledged
        finally:
            child.kill()
            child.join()


def _acknowledged_before_kill(location: Location, groups: int) -> int:
    """Let a writer acknowledge so many groups, kill it wherever it then is; the last seq it acknowledged."""
    last = -1
    with _writer(location) as (child, acknowledged):
        for _ in range(groups + 1):
            last = acknowledged.recv()
        child.kill()
        try:
            while True:  # what it had said before it died
                last = acknowledged.recv()
        except EOFError:
            return last


@pytest.mark.slow
def test_thirty_kills_lose_and_double_nothing(location: Location):
    open_store(location, create=True).close()
    chance = Random(20250303)
    for kill in range(30):
        acknowledged = _acknowledged_before_kill(location, chance.randrange(0, 40))
        with closing(open_store(location)) as store:  # the right to write has died with the process
            seqs = [deed.seq for deed in store.deeds()]
            assert seqs == list(range(1, len(seqs) + 1))
            assert acknowledged <= len(seqs) <= acknowledged + 5, f"kill {kill}: at most one group was on its way"
            assert verify_chain(store) == len(seqs)


def test_the_right_to_write_is_another_process_own_until_it_dies(location: Location):
    open_store(location, create=True).close()
    with _writer(location) as (_, acknowledged):
        acknowledged.recv()
        with pytest.raises(StoreBusy, match="另一个进程"):
            open_store(location)
    open_store(location).close()
