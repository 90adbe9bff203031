"""Reports over the API: days that are over come from the read model, the present one from the hall itself."""

from datetime import timedelta

from tests.server.running import FakeClock, Prepared, RunningHall, running


def called(hall: RunningHall, times: int) -> None:
    """So many take a ticket and are called; the last visit is still open."""
    hall.wish("/counters/1/open")
    for _ in range(times):
        hall.issue()
        ticket = hall.wish("/counters/1/call-next").json()["ticket"]
        hall.wish(f"/tickets/{ticket['id']}/start")
        hall.wish(f"/tickets/{ticket['id']}/finish")


def test_a_report_counts_days_that_are_over_and_the_present_one(prepared: Prepared, clock: FakeClock) -> None:
    with running(prepared, clock) as hall:
        called(hall, 1)
        first = hall.service.hall.business_day
        assert first is not None
        for times in (2, 4):
            clock.go_on(days=1)
            hall.beat()
            called(hall, times)

        def tickets(since: int, until: int) -> list[int]:
            days = (first + timedelta(days=since), first + timedelta(days=until))
            answer = hall.ask("GET", "/reports/estimates?first={}&last={}".format(*days))
            return [each["tickets"] for each in answer.json()["services"]]

        assert [tickets(0, 0), tickets(1, 1), tickets(2, 2)] == [[1], [2], [4]]
        assert [tickets(0, 1), tickets(0, 2), tickets(-9, 9)] == [[3], [7], [7]]
        assert [tickets(3, 9), tickets(2, 0)] == [[], []]
