"""Every entry of the menu leads where it says and back; every service and item is three touches from a ticket."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import LONGEST_TRAIL, step
from kiosk.flow.offer import Offer
from tests.client.stub import hall_answer, service, ticket
from tests.kiosk.flow_story import Step, Story

BY_TICKET, BY_GUIDE = st.Purpose.TICKET, st.Purpose.GUIDE
MENU: list[tuple[on.Event, st.State]] = [
    *((on.ServicesWanted(each), st.Services(each)) for each in st.Purpose),
    *((on.HotItemsWanted(each), st.HotItems(each)) for each in st.Purpose),
    *((on.SearchWanted(each), st.Searching(each)) for each in st.Purpose),
    *((on.ServiceItemsWanted("general", each), st.ServiceItems("general", each)) for each in st.Purpose),
    *((on.TopicsWanted(sort, each), st.Topics(sort, each)) for sort in st.Sorting for each in st.Purpose),
    *((on.TopicChosen(sort, "t", each), st.Items(sort, "t", each)) for sort in st.Sorting for each in st.Purpose),
    (on.ServiceChosen("general"), st.Confirming(st.Choice(service_id="general"))),
    (on.ItemChosen("i", "general"), st.Confirming(st.Choice(service_id="general", item_id="i"))),
    (on.GuideWanted("i"), st.GuideShown(item_id="i")),
    *((on.CodeWanted(each), st.EnterCode(each)) for each in st.CodePurpose),
    *((on.LeafWanted(each), st.Reading(each)) for each in st.Leaf),
]


@pytest.mark.parametrize(("touch", "screen"), MENU, ids=repr)
@pytest.mark.parametrize("mode", st.Mode)
def test_every_entry_of_the_menu_leads_there_and_back_in_every_mode(
    mode: st.Mode, touch: on.Event, screen: st.State
) -> None:
    story = Story(st.Visit(language="en", mode=mode))
    story.tell(Step(touch, at=screen), Step(on.WentBack(), at=st.Home))
    assert (story.visit.language, story.visit.mode) == ("en", mode), "the visit is not over"
    story.tell(Step(touch, at=screen), Step(on.WentHome(), at=st.Home))
    story.tell(Step(touch, at=screen), Step(on.TimedOut(), at=st.Home))
    assert story.visit == st.Visit()


def catalogue() -> tuple[list[str], list[tuple[str, str, str]]]:
    """Service ids; item id, service id and category of the sample hall."""
    hall = tomllib.loads((resources.files("server") / "sample" / "hall.toml").read_text(encoding="utf-8"))
    items = [(each["id"], each["service"], each["category"]) for each in hall["items"]]
    return [each["id"] for each in hall["services"]], items


SERVICES, ITEMS = catalogue()
OFFER = Offer(is_open=True, services=frozenset(SERVICES))


def ticketed(*touches: on.Event) -> int:
    """How many touches lead from Home to exactly one wish for a ticket."""
    story = Story(st.Visit(around=st.Around(offer=OFFER)))
    for each in touches[:-1]:
        story.tell(Step(each, at=object))
    story.tell(Step(touches[-1], at=st.Issuing, does=[do.Issue]))
    return story.touches


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_service_is_two_touches_from_a_ticket(service_id: str) -> None:
    assert ticketed(on.ServiceChosen(service_id), on.Confirmed()) == 2


def test_every_item_is_at_most_three_touches_from_a_ticket() -> None:
    assert len(ITEMS) > 100
    for item_id, service_id, category in ITEMS:
        heading, item = on.TopicChosen(st.Sorting.CATEGORY, category), on.ItemChosen(item_id, service_id)
        assert ticketed(heading, item, on.Confirmed()) == 3
        assert ticketed(item, on.Confirmed()) == 2, "as a hot item"
        assert ticketed(on.TopicsWanted(st.Sorting.CATEGORY), item, on.Confirmed()) == 3, "below its heading"


def test_a_search_finds_for_a_ticket_or_for_a_guide() -> None:
    for purpose, end in ((BY_TICKET, st.Confirming), (BY_GUIDE, st.GuideShown)):
        Story().tell(
            Step(on.SearchWanted(purpose), at=st.Searching),
            Step(on.Typed("sf"), at=st.Searching(purpose, "sf")),
            Step(on.Typed("z"), at=st.Searching(purpose, "sfz")),
            Step(on.Erased(), at=st.Searching(purpose, "sf")),
            Step(on.ItemChosen("id-card", "general"), at=end),
            Step(on.WentBack(), at=st.Searching(purpose, "sf")),
            Step(on.Cleared(), at=st.Searching(purpose)),
        )


def test_characters_that_are_picked_take_the_place_of_the_letters_they_stand_for() -> None:
    Story().tell(
        Step(on.SearchWanted(BY_TICKET), at=st.Searching),
        Step(on.Typed("hu"), at=st.Searching(BY_TICKET, "hu")),
        Step(on.WordPicked("户"), at=st.Searching(BY_TICKET, "户")),
        Step(on.Typed("ji"), at=st.Searching(BY_TICKET, "户ji")),
        Step(on.WordPicked("籍"), at=st.Searching(BY_TICKET, "户籍")),
    )


def test_from_a_guide_to_a_ticket_and_back_the_same_way() -> None:
    guide = st.GuideShown(item_id="licence")
    Story().tell(
        Step(on.HotItemsWanted(BY_GUIDE), at=st.HotItems),
        Step(on.ItemChosen("licence", "general"), at=guide),
        Step(on.GuideWanted("hygiene"), at=st.GuideShown(item_id="hygiene")),
        Step(on.WentBack(), at=guide),
        Step(on.TabChosen(st.Tab.PLAIN), at=replace(guide, tab=st.Tab.PLAIN)),
        Step(on.ServiceChosen("general", "licence"), at=st.Confirming),
        Step(on.GuideWanted("licence"), at=guide),
        Step(on.WentBack(), at=st.Confirming),
        Step(on.WentBack(), at=replace(guide, tab=st.Tab.PLAIN)),
        Step(on.WentBack(), at=st.HotItems),
        Step(on.WentBack(), at=st.Home),
    )


def test_however_long_somebody_reads_on_the_way_back_is_not_endless() -> None:
    story = Story()
    for number in range(30):
        item_id = f"item-{number}"
        story.tell(Step(on.GuideWanted(item_id), at=st.GuideShown(item_id=item_id)))
    assert len(story.visit.trail) == LONGEST_TRAIL
    for number in reversed(range(29 - LONGEST_TRAIL, 29)):
        story.tell(Step(on.WentBack(), at=st.GuideShown(item_id=f"item-{number}")))
    story.tell(Step(on.WentBack(), at=st.Home))


def test_one_entry_of_what_can_be_read_leads_back_to_its_list() -> None:
    Story().tell(
        Step(on.LeafWanted(st.Leaf.RULES), at=st.Reading(st.Leaf.RULES)),
        Step(on.EntryChosen("duty"), at=st.Reading(st.Leaf.RULES, "duty")),
        Step(on.WentBack(), at=st.Reading(st.Leaf.RULES)),
        Step(on.LeafWanted(st.Leaf.ROSTER), at=st.Reading(st.Leaf.ROSTER)),
        Step(on.WentBack(), at=st.Home),
    )


def test_language_and_mode_are_switched_in_the_middle_of_anything() -> None:
    story = Story(st.Visit(st.Confirming(st.Choice(service_id="general"))))
    story.tell(
        Step(on.LanguageChosen("en"), at=st.Confirming),
        Step(on.ModeChosen(st.Mode.ACCESS), at=st.Confirming, says="confirming"),
        Step(on.LanguageChosen("zh"), at=st.Confirming, says="confirming"),
        Step(on.Confirmed(), at=st.Issuing, does=[do.Issue], says="issuing"),
    )


def test_the_voice_falls_silent_when_its_listener_has_gone() -> None:
    story = Story(st.Visit(st.Shown(ticket(3)), mode=st.Mode.ACCESS))
    story.tell(Step(on.WentBack(), at=st.Home))
    assert story.visit.mode is st.Mode.NORMAL
    _, effects = step(st.Visit(st.Shown(ticket(3)), mode=st.Mode.ACCESS), on.TimedOut())
    assert effects == (do.Speak(None, "zh"),)


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (Offer.from_hall(hall_answer(services=[service(remaining=0)])), "quota_reached"),
        (Offer.from_hall(hall_answer(services=[service(offered=False)])), "not_on_duty"),
        (Offer.from_hall(hall_answer(services=[service(closed="停电")])), "service_closed"),
        (Offer(is_open=False, services=frozenset({"general"})), "hall_closed"),
    ],
)
def test_what_cannot_be_had_is_said_before_anybody_waits_for_it(offer: Offer, code: str) -> None:
    story = Story()
    story.tell(Step(on.HallChanged(offer), at=st.Home))
    story.tell(Step(on.ServiceChosen("general"), at=st.Rejected), Step(on.ServicesWanted(), at=st.Services))
    story = Story(story.visit)
    story.tell(Step(on.ServiceChosen("general"), at=st.Rejected(code, "", st.Choice(service_id="general"))))
    story.tell(Step(on.WentBack(), at=st.Services))
