"""What boards show, on real lines and from a real server: pages, published names, waiting counts, rare names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from display import bootstrap, link, publication, turn
from drivers.profile import HuiduProfile
from drivers.profile import load as load_profile
from drivers.sim.board_huidu import HuiduMachine
from drivers.sim.host import Host
from drivers.sim.line import TcpLine
from server.wire.hall import Board, Counter
from tests.display.boards import content, opening, seated, waiting
from tests.display.row import Glass, Row, at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, ticket

RARE = "䶮昇"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PAGE_S", 0.1)
    monkeypatch.setattr(bootstrap, "SPREAD_S", 0.0)
    monkeypatch.setattr(link, "CHECK_S", 0.1)
    monkeypatch.setattr(publication, "RETRY_S", 0.1)
    monkeypatch.setattr(publication, "REFRESH_S", 0.1)


class Lobby:
    """The board of counter 2 on a pseudo-terminal, and a network board for the whole hall."""

    def __init__(self, folder: Path, row: Row) -> None:
        profile = load_profile("huidu-128x32")
        assert isinstance(profile, HuiduProfile)
        self.hall = StubHall(seen_board(seated()))
        self.hall.content = content()
        self.counter, self.whole = row.glasses[2], Glass()
        self.network = Host(HuiduMachine(profile, folder / "hall", self.whole), TcpLine())


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    row = Row(tmp_path, 2)
    lobby = Lobby(tmp_path, row)
    config = tmp_path / "display.toml"
    with row.host, lobby.network, serving(lobby.hall) as tcp_port:
        head = f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\n'
        head += f'call_seconds = 0.1\nstate_dir = "{tmp_path}"\n'
        whole = f'[[boards]]\nport = "{lobby.network.url}"\nprofile = "huidu-128x32"\n'
        config.write_text(head + row.tables() + "\n" + whole, encoding="utf-8")
        with at_work(config):
            lobby.hall.wait_for_listener()
            yield lobby


def seen_board(*counters: Counter, count: int = 3) -> Board:
    told = {"waiting": [waiting("social", "社会保障", count)], "opening": opening()}
    return board(*counters).model_copy(update=told)


def test_a_free_counter_says_who_is_there_and_what_for_in_turn(lobby: Lobby) -> None:
    for text in ("2号窗口", "综合受理", "A岗 张明", "社会保障", "2号窗口"):
        lobby.counter.wait_for(text)


def test_the_hall_s_board_says_how_many_wait_as_it_changes_and_a_call_comes_first(lobby: Lobby) -> None:
    lobby.whole.wait_for("社会保障 等候3人")
    lobby.hall.board = seen_board(seated(), count=7)
    lobby.whole.wait_for("社会保障 等候7人")
    lobby.hall.tell("ticket_called", ticket=ticket())
    lobby.whole.wait_for("A005 请到2号窗口")
    lobby.counter.wait_for("A005 2号")


def test_new_notices_and_slogans_reach_the_board(lobby: Lobby) -> None:
    lobby.whole.wait_for("便民、规范、\n高效、廉洁")
    lobby.hall.content = content(version="2", board={"slogan": "阳光操作", "language": "zh"})
    lobby.whole.wait_for("阳光操作")


def test_a_rare_name_is_whole_where_the_board_has_it_and_seen_to_lack_where_not(lobby: Lobby) -> None:
    lobby.hall.board = lobby.hall.board.model_copy(update={"waiting": [waiting("social", RARE, 1)]})
    lobby.whole.wait_for(f"{RARE} 等候1人")
    lobby.counter.wait_for("〓〓")
