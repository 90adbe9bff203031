"""What a visitor is told when this machine fails: plain words in both languages, and nothing that is for the staff."""

from __future__ import annotations

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.no_answer import CODE, failed
from kiosk.phrase import phrases
from tests.client.stub import ticket

WHY = "本机文件读写失败：[Errno 28] No space left on device: '/var/lib/bianmin-kiosk/journal'"
CHOICE = st.Choice(service_id="general")
WISHES: tuple[do.Effect, ...] = (
    do.Issue(CHOICE, "zh"),
    do.CheckIn("40718263", "zh"),
    do.IssueOffline(CHOICE, "zh"),
    do.Print(ticket(), "zh", large=False),
    do.PrintNotice("I003", (), "zh", large=False),
    do.LookUp("A012-7KQ2"),
    do.Withdraw(12),
)


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: type(wish).__name__)
def test_a_visitor_is_told_nothing_that_is_for_the_staff(wish: do.Effect) -> None:
    answer = failed(wish, WHY)
    assert answer is not None
    assert getattr(answer, "code", None) == CODE
    assert "Errno" not in repr(answer)


def test_the_staff_are_told_why() -> None:
    assert failed(do.PrinterTest(), WHY) == on.ChoreEnded(st.Chore.PRINTER_TEST, is_fine=False, detail=WHY)


@pytest.mark.parametrize(("language", "said"), [("zh", "请到导办台办理"), ("en", "desk")])
def test_a_machine_that_fails_says_so_in_plain_words_and_where_to_go(language: str, said: str) -> None:
    words = phrases(language)
    told = words.because("refusal", CODE, "")
    assert said in told
    assert CODE not in told
    assert words.because("fault", CODE, "") != words.parts["fault"]["other"]
