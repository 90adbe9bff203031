"""What a visitor reads: why there is no number and what instead, where to go without a server, how long is left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.phrase import phrases
from tests.kiosk import specimen
from tests.kiosk.test_look import told
from tests.kiosk.told_probe import HALLS, REASON, SHORT_LIST

pytestmark = [pytest.mark.kivy, pytest.mark.slow]

LATER = {"zh": ("办事指南", "0000-7654321", "改天再来"), "en": ("read the guide", "0000-7654321", "another day")}
OTHER = {"zh": ("选其他业务",), "en": ("Another service",)}
DESK = {"zh": ("导办台",), "en": ("desk",)}
INSTEAD = {
    "hall_closed": (LATER,),
    "not_on_duty": (LATER,),
    "service_closed": (LATER, OTHER),
    "quota_reached": (LATER, OTHER),
    "item_draft": (DESK, OTHER),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("told")
    return json.loads(told("told_probe", str(folder)).splitlines()[-1])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", HALLS)
def test_a_refusal_says_why_and_what_instead(seen: Any, code: str, language: str) -> None:
    words = seen[f"{code} {language}"]
    assert phrases(language).parts["refusal"][code] in words
    page = "\n".join(words)
    assert [each for some in INSTEAD[code] for each in some[language] if each not in page] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_service_that_is_closed_says_what_the_leader_gave_as_the_reason(seen: Any, language: str) -> None:
    assert REASON in seen[f"service_closed {language}"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", ["offline", "offline_time_up", "offline_used_up"])
def test_when_the_kiosk_may_not_issue_alone_it_says_where_to_go(seen: Any, case: str, language: str) -> None:
    words = seen[f"{case} {language}"]
    assert any(DESK[language][0] in each for each in words)
    assert phrases(language).say("screen", "take_offline") not in words


def test_a_hall_without_guides_says_so_gives_tickets_and_promises_no_guide(seen: Any) -> None:
    assert phrases("zh").say("screen", "nothing") in seen["empty guides"]
    assert seen["without content"] == ["Issue", "Shown"]
    assert not [each for each in seen["refused without content"] if "办事指南" in each]


@pytest.mark.parametrize(("mode", "countdown", "total"), [("normal", 10, 45), ("elder", 30, 135), ("access", 30, 135)])
def test_the_countdown_is_seen_second_by_second_and_ends_at_home(
    seen: Any, mode: str, countdown: int, total: int
) -> None:
    left = seen[f"idle {mode}"]
    assert left == {"before": None, "counted": list(range(countdown, 0, -1)), "end": "Home", "total_s": total}


def test_a_touch_in_the_countdown_ends_it_and_the_visitor_stays(seen: Any) -> None:
    assert seen["touched in time"] == [10, None, "Confirming"]


def test_the_wall_names_who_works_where_and_the_away_notice_why_whom_to_call_and_until_when(seen: Any) -> None:
    for post in specimen.content().roster[:2]:
        assert {post.name, post.duty, post.phone} - {""} <= set(seen["reading roster"])
    assert {"3 号窗口", "去档案室取材料", "0000-1234567", "09:30"} <= set(seen["reading away"])


def test_items_stand_below_their_headings_and_a_ticket_of_one_is_three_touches_away(seen: Any) -> None:
    words = seen["items"]
    for guide in specimen.content().guides[:SHORT_LIST]:
        assert words.index(guide.category) < words.index(guide.name)
    assert seen["three touches"] == ["Topics", "Confirming", "Issuing"]


def test_a_picture_that_cannot_be_shown_takes_no_room_and_is_logged_by_its_name(seen: Any) -> None:
    high, logged = seen["bad picture"]
    assert high == 0
    assert [each.split(":")[0] for each in logged] == ["photo.png cannot be shown"]
