"""The kiosk's own numbers: durable before they count, limited as the hall says, each open until the server knows it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.flow.state import Choice
from kiosk.offline import OfflineRefused, OfflineSeries, Outcome, Taken, Terms
from kiosk.offline import ledger as ledgers
from kiosk.offline import series as numbering
from kiosk.offline.ledger import FILE, Ledger
from kiosk.offline.series import RESTARTED

CHOICE = Choice(service_id="general", item_id="id-card", green_reason="elderly")
TERMS = Terms(prefix="K1", minutes=30, most=5)


class Clocks:
    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
        self.seconds = 100.0

    def pass_by(self, minutes: float) -> None:
        self.wall += timedelta(minutes=minutes)
        self.seconds += minutes * 60


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def life(folder: Path, clocks: Clocks) -> OfflineSeries:
    """One run of the program."""
    return OfflineSeries(folder, new_id=uuid4, wall=lambda: clocks.wall, monotonic=lambda: clocks.seconds)


@pytest.fixture
def series(tmp_path: Path, clocks: Clocks) -> OfflineSeries:
    made = life(tmp_path, clocks)
    made.agree(TERMS)
    return made


def take(series: OfflineSeries) -> Taken:
    return series.take(CHOICE, "zh")


def printed(series: OfflineSeries) -> Taken:
    taken = take(series)
    series.settle(taken.id, Outcome.PRINTED)
    return taken


def handed_in(series: OfflineSeries, number: int = 1) -> Taken:
    taken = printed(series)
    series.answered(taken.id, Outcome.PRINTED, ticket=number)
    return taken


def why(series: OfflineSeries) -> str:
    with pytest.raises(OfflineRefused) as refused:
        take(series)
    assert series.why_not() == refused.value.code
    return refused.value.code


def test_numbers_run_on_with_the_prefix_of_the_series(series: OfflineSeries) -> None:
    assert [take(series).number for _ in range(3)] == ["K1001", "K1002", "K1003"]


def test_numbers_run_on_in_the_next_life(series: OfflineSeries, tmp_path: Path, clocks: Clocks) -> None:
    first = take(series)
    reborn = life(tmp_path, clocks)
    assert take(reborn).number == "K1002"
    assert reborn.entry(first.id).taken == first


def test_after_the_last_number_comes_the_first(series: OfflineSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "LAST_NUMBER", 3)
    assert [handed_in(series).number for _ in range(4)] == ["K1001", "K1002", "K1003", "K1001"]


def test_a_new_disk_goes_on_where_the_hall_knows_the_series_to_be(tmp_path: Path, clocks: Clocks) -> None:
    made = life(tmp_path, clocks)
    made.agree(TERMS.model_copy(update={"next_sequence": 41}))
    assert [take(made).number for _ in range(2)] == ["K1041", "K1042"]


def test_the_age_of_a_number_is_told_by_the_steady_clock_of_its_own_life(
    series: OfflineSeries, tmp_path: Path, clocks: Clocks
) -> None:
    taken = take(series)
    clocks.pass_by(2)
    clocks.wall = datetime(1970, 1, 2, tzinfo=UTC)
    assert series.age_s(taken.id) == 120
    assert life(tmp_path, clocks).age_s(taken.id) is None


def test_without_terms_nothing_is_issued(tmp_path: Path, clocks: Clocks) -> None:
    assert why(life(tmp_path, clocks)) == "offline_off"


def test_terms_are_remembered_and_forgotten_as_the_server_says(
    series: OfflineSeries, tmp_path: Path, clocks: Clocks
) -> None:
    assert life(tmp_path, clocks).why_not() is None
    series.agree(None)
    assert why(series) == "offline_off"
    assert why(life(tmp_path, clocks)) == "offline_off"


def test_damaged_terms_are_none(series: OfflineSeries, tmp_path: Path, clocks: Clocks) -> None:
    (tmp_path / "offline-terms.json").write_bytes(b"{half")
    assert why(life(tmp_path, clocks)) == "offline_off"


def test_the_time_runs_from_when_the_server_was_last_heard(series: OfflineSeries, clocks: Clocks) -> None:
    clocks.pass_by(29)
    series.heard()
    clocks.pass_by(29)
    take(series)
    clocks.pass_by(1)
    assert why(series) == "offline_time_up"
    series.heard()
    clocks.wall -= timedelta(hours=5)  # a clock that was set gives nobody more time, and takes none
    assert series.why_not() is None


def test_a_restart_does_not_begin_the_time_anew(series: OfflineSeries, tmp_path: Path, clocks: Clocks) -> None:
    printed(series)
    clocks.pass_by(30)
    assert why(life(tmp_path, clocks)) == "offline_time_up"


def test_so_many_at_most_are_not_handed_in(series: OfflineSeries) -> None:
    taken = [printed(series) for _ in range(TERMS.most)]
    assert why(series) == "offline_used_up"
    series.answered(taken[0].id, Outcome.PRINTED, ticket=1)
    assert series.why_not() is None
    assert series.waiting == TERMS.most - 1


def test_they_are_handed_in_in_the_order_they_were_taken(series: OfflineSeries, tmp_path: Path, clocks: Clocks) -> None:
    taken = [printed(series).id for _ in range(3)]
    seen = []
    for number in range(3):
        entry = life(tmp_path, clocks).next_to_hand_in()
        assert entry is not None
        seen.append(entry.taken.id)
        series.answered(entry.taken.id, Outcome.PRINTED, ticket=number)
    assert seen == taken
    assert life(tmp_path, clocks).next_to_hand_in() is None


def test_a_ticket_in_the_making_is_not_handed_in_nor_one_behind_it(series: OfflineSeries) -> None:
    making = take(series)
    assert series.next_to_hand_in() is None
    printed(series)
    assert series.next_to_hand_in() is None
    series.settle(making.id, Outcome.FAILED, "paper_out")
    entry = series.next_to_hand_in()
    assert entry is not None
    assert entry.taken == making


def test_what_a_power_cut_left_in_the_making_counts_as_failed(
    series: OfflineSeries, tmp_path: Path, clocks: Clocks
) -> None:
    done, making = printed(series), take(series)
    reborn = life(tmp_path, clocks)
    reborn.recover()
    settled = reborn.entry(making.id).settled
    assert settled is not None
    assert (settled.outcome, settled.detail, settled.doubtful) == (Outcome.FAILED, RESTARTED, True)
    assert reborn.entry(done.id) == series.entry(done.id)


def test_a_slip_that_may_be_out_stays_so_when_its_holder_walks_away(series: OfflineSeries) -> None:
    taken = take(series)
    series.settle(taken.id, Outcome.FAILED, "line", doubtful=True)
    series.settle(taken.id, Outcome.CANCELLED)
    settled = series.entry(taken.id).settled
    assert settled is not None
    assert (settled.outcome, settled.doubtful) == (Outcome.CANCELLED, True)


def test_a_slip_printed_after_it_was_handed_in_as_failed_is_open_again(series: OfflineSeries) -> None:
    taken = take(series)
    series.settle(taken.id, Outcome.FAILED, "paper_out")
    series.answered(taken.id, Outcome.FAILED, ticket=9)
    assert series.next_to_hand_in() is None
    series.settle(taken.id, Outcome.PRINTED)
    entry = series.next_to_hand_in()
    assert entry is not None
    assert entry.answered is not None
    assert entry.answered.ticket_id == 9


def test_a_ticket_the_hall_refuses_is_over(series: OfflineSeries) -> None:
    taken = printed(series)
    series.answered(taken.id, Outcome.PRINTED, ticket=None, refusal="unknown_service")
    series.settle(taken.id, Outcome.CANCELLED)
    assert series.next_to_hand_in() is None
    assert series.waiting == 0


def test_a_line_cut_anywhere_costs_only_that_line(series: OfflineSeries, tmp_path: Path) -> None:
    first, second = printed(series), printed(series)
    whole = (tmp_path / FILE).read_bytes()
    last_line = whole.rstrip(b"\n").rfind(b"\n") + 1
    for length in range(last_line, len(whole)):
        (tmp_path / FILE).write_bytes(whole[:length])
        found = Ledger(tmp_path)
        assert list(found.entries) == [first.id, second.id]
        assert found.entries[second.id].settled is None
        assert found.sequence == 2


def test_what_is_added_behind_a_cut_line_stands_in_a_line_of_its_own(
    series: OfflineSeries, tmp_path: Path, clocks: Clocks
) -> None:
    take(series)
    with (tmp_path / FILE).open("ab") as book:
        book.write(b'{"do":"take","id":')
    reborn = life(tmp_path, clocks)
    taken = take(reborn)
    assert Ledger(tmp_path).entries[taken.id].taken == taken


def test_a_full_disk_gives_no_number_and_leaves_the_book_whole(
    series: OfflineSeries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(series)
    before = (tmp_path / FILE).read_bytes()
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda file, content: write(file, content[:10]))
        with pytest.raises(OSError, match="no room"):
            take(series)
    assert (tmp_path / FILE).read_bytes() == before
    assert take(series).number == "K1002"


def test_a_long_book_is_begun_anew_when_all_is_over_and_numbers_run_on(
    series: OfflineSeries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clocks: Clocks
) -> None:
    monkeypatch.setattr(ledgers, "LONGEST", 6)
    open_one = printed(series)
    handed_in(series)
    handed_in(series)
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 8
    series.answered(open_one.id, Outcome.PRINTED, ticket=3)
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 1
    assert take(life(tmp_path, clocks)).number == "K1004"


def test_a_ticket_that_is_not_in_the_book_cannot_be_settled(series: OfflineSeries) -> None:
    with pytest.raises(KeyError):
        series.settle(UUID(int=1), Outcome.PRINTED)


def test_a_number_is_on_the_disk_before_anybody_hears_of_it(
    series: OfflineSeries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda file: on_disk.append(Path(f"/proc/self/fd/{file}").readlink().name))
    taken = take(series)
    book = tmp_path / FILE
    assert on_disk == [book.name, tmp_path.name]  # the line, and that there is a book
    assert str(taken.id) in book.read_text(encoding="utf-8")
    on_disk.clear()
    series.settle(taken.id, Outcome.PRINTED)
    assert on_disk == [book.name]


def test_terms_are_on_the_disk_when_they_are_agreed(
    series: OfflineSeries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda file: on_disk.append(Path(f"/proc/self/fd/{file}").readlink().name))
    series.agree(TERMS.model_copy(update={"minutes": 5}))
    assert on_disk == ["offline-terms.json.new", tmp_path.name]


def test_the_book_is_for_the_kiosk_alone(series: OfflineSeries, tmp_path: Path) -> None:
    take(series)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
