"""Which visit a pressed level is for: the rule alone, with its own clock."""

from display.evaluation import EARLY_S, Press, Window

LIMIT_S = 60.0


def test_the_first_level_after_a_finish_counts_and_every_other_is_a_second_press() -> None:
    window = Window(LIMIT_S)
    assert window.finished(5, "A005", 0.0) is None
    assert window.is_open(1.0)
    assert window.pressed(4, 1.0, serving=None) is Press.COUNTS
    assert window.pressed(1, 1.1, serving=None) is Press.SECOND
    assert not window.is_open(1.2)


def test_without_anybody_a_level_is_nobodys() -> None:
    window = Window(LIMIT_S)
    assert window.pressed(5, 0.0, serving=None) is Press.NOBODYS
    assert window.finished(5, "A005", 0.1) is None


def test_the_window_ends_with_its_limit() -> None:
    window = Window(LIMIT_S)
    window.finished(5, "A005", 0.0)
    assert not window.is_open(LIMIT_S + 0.1)
    assert window.pressed(5, LIMIT_S + 0.1, serving=None) is Press.NOBODYS


def test_the_next_visitor_being_served_does_not_end_the_window_of_who_was() -> None:
    window = Window(LIMIT_S)
    window.finished(5, "A005", 0.0)
    assert window.pressed(4, 10.0, serving=6) is Press.COUNTS
    assert window.visit is not None
    assert window.visit.ticket_id == 5


def test_the_next_finish_ends_the_window() -> None:
    window = Window(LIMIT_S)
    window.finished(5, "A005", 0.0)
    window.finished(6, "A006", 10.0)
    assert window.pressed(4, 11.0, serving=None) is Press.COUNTS
    assert window.visit is not None
    assert window.visit.ticket_id == 6


def test_a_level_pressed_before_the_news_of_the_finish_is_that_visits() -> None:
    window = Window(LIMIT_S)
    assert window.pressed(2, 0.0, serving=5) is Press.EARLY
    assert window.pressed(5, 0.5, serving=5) is Press.SECOND
    assert window.finished(5, "A005", EARLY_S) == 2
    assert window.pressed(5, EARLY_S + 0.1, serving=None) is Press.SECOND


def test_an_early_level_is_never_the_next_visitors_and_not_kept_for_long() -> None:
    window = Window(LIMIT_S)
    window.pressed(2, 0.0, serving=5)
    assert window.finished(6, "A006", 0.5) is None
    assert window.is_open(0.6)
    late = Window(LIMIT_S)
    late.pressed(2, 0.0, serving=5)
    assert late.finished(5, "A005", EARLY_S + 0.1) is None
    assert late.is_open(EARLY_S + 0.2)


def test_a_second_press_while_the_next_is_served_is_not_kept_for_the_next() -> None:
    window = Window(LIMIT_S)
    window.finished(5, "A005", 0.0)
    window.pressed(5, 1.0, serving=None)
    assert window.pressed(1, 20.0, serving=6) is Press.SECOND
    assert window.finished(6, "A006", 20.5) is None
    assert window.is_open(20.6)


def test_a_visit_evaluated_by_phone_leaves_only_second_presses() -> None:
    window = Window(LIMIT_S)
    window.finished(5, "A005", 0.0)
    window.evaluated(4)
    assert window.is_open(1.0)
    window.evaluated(5)
    assert window.pressed(5, 1.0, serving=None) is Press.SECOND
