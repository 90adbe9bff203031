"""The life of items: six blocks, four eyes, versions, and a day from which they are public."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.domain import command as c
from server.domain import command_item as ci
from server.domain.command_admin import ImportCatalogue, SetStaff
from server.domain.content import Item
from server.domain.decide_item import state_of
from server.domain.event_admin import CatalogueImported
from server.domain.event_item import ItemPublished
from server.domain.item_life import ITEM, ItemStep
from server.vocab import ItemId, ItemState, Role, ServiceId
from tests.server.domain.playground import BOSS, KIOSK, SIX_BLOCKS, SMALL, SOCIAL, Play, refused

LI = c.Actor(role=Role.ADMIN, name="李副主任", is_staff=True)
JOB, NEW = ItemId("job"), ItemId("new")
FRESH = Item(id=NEW, name="新事项", service=SOCIAL, **SIX_BLOCKS)
TOMORROW = date(2025, 6, 10)


def hall_of_two() -> Play:
    """A hall where two may review."""
    play = Play()
    for actor in (BOSS, LI):
        play.do(SetStaff(name=actor.name, role=actor.role, password_hash="x"))
    return play


def write(play: Play, item: Item = FRESH, actor: c.Actor = BOSS) -> None:
    play.do(ci.WriteItems(items=(item,)), actor)


def submit(play: Play, *ids: ItemId) -> None:
    play.do(ci.SubmitItems(item_ids=ids or (NEW,)))


def publish(play: Play, *ids: ItemId, day: date | None = None) -> None:
    play.do(ci.PublishItems(item_ids=ids or (NEW,), from_day=day), LI)


def test_a_draft_is_not_offered_until_somebody_else_publishes_it() -> None:
    play = hall_of_two()
    write(play)
    submit(play)
    assert NEW not in play.hall.items
    assert refused(play, ci.PublishItems(item_ids=(NEW,)), BOSS).code == "four_eyes"
    publish(play)
    play.do(c.IssueTicket(services=(SOCIAL,), item_id=NEW), KIOSK)
    assert play.hall.drafts == {}
    assert (play.hall.items[NEW].version, play.hall.items[NEW].published_on) == (1, date(2025, 6, 9))


def test_where_nobody_else_could_review_the_author_does() -> None:
    play = Play()
    play.do(SetStaff(name=BOSS.name, role=BOSS.role, password_hash="x"))
    play.do(SetStaff(name="张三", role=Role.CLERK, password_hash="x"))
    write(play)
    submit(play)
    play.do(ci.PublishItems(item_ids=(NEW,)), BOSS)
    assert NEW in play.hall.items


def test_whoever_changed_a_draft_is_an_author_of_it() -> None:
    play = hall_of_two()
    play.do(SetStaff(name="赵", role=Role.SUPERVISOR, password_hash="x"))
    write(play)
    write(play, replace(FRESH, fee="10元"), LI)
    submit(play)
    assert play.hall.drafts[NEW].authors == (BOSS.name, LI.name)
    assert refused(play, ci.PublishItems(item_ids=(NEW,)), LI).code == "four_eyes"


@pytest.mark.parametrize("block", sorted(set(SIX_BLOCKS)))
def test_an_item_without_one_of_its_six_blocks_is_neither_reviewed_nor_published(block: str) -> None:
    play = hall_of_two()
    empty: tuple[str, ...] | str = () if isinstance(SIX_BLOCKS[block], tuple) else ""
    write(play, replace(FRESH, **{block: empty}))  # type: ignore[arg-type]
    refusal = refused(play, ci.SubmitItems(item_ids=(NEW,)))
    assert refusal.code == "item_incomplete"
    assert "新事项" in refusal.detail


def test_a_published_item_stays_as_it_is_while_its_next_version_is_written() -> None:
    play = hall_of_two()
    before = play.hall.items[JOB]
    write(play, replace(before, limit="3个工作日"))
    submit(play, JOB)
    assert play.hall.items[JOB] == before
    publish(play, JOB)
    after = play.hall.items[JOB]
    assert (after.limit, after.version, after.published_on) == ("3个工作日", 2, date(2025, 6, 9))
    assert [each.id for each in play.hall.catalogue.items] == [each.id for each in SMALL.items]


def test_what_is_published_from_a_day_on_appears_when_that_day_begins() -> None:
    play = hall_of_two()
    write(play)
    submit(play)
    publish(play, day=TOMORROW)
    play.at(23)
    assert play.hall.drafts[NEW].state is ItemState.SCHEDULED
    assert NEW not in play.hall.items
    facts = [type(fact) for fact in play.at(0, days=1)]
    assert facts[-2:] == [CatalogueImported, ItemPublished]
    assert play.hall.items[NEW].published_on == TOMORROW
    assert play.do(c.Tick()) == []


def test_what_no_longer_fits_on_its_day_goes_back_to_its_author_with_the_reason() -> None:
    play = hall_of_two()
    extra = replace(SMALL.services[0], id=ServiceId("extra"), name="临时业务", prefix="X")
    play.do(ImportCatalogue(catalogue=replace(SMALL, services=(*SMALL.services, extra))))
    write(play, replace(FRESH, service=extra.id))
    submit(play)
    publish(play, day=TOMORROW)
    play.do(ImportCatalogue(catalogue=SMALL))
    play.at(9, days=1)
    draft = play.hall.drafts[NEW]
    assert (draft.state, draft.from_day) == (ItemState.DRAFT, None)
    assert "extra" in draft.note
    submit(play)
    assert refused(play, ci.PublishItems(item_ids=(NEW,)), LI).code == "item_unfit"


def test_items_that_are_published_together_may_name_each_other() -> None:
    play = hall_of_two()
    other = replace(FRESH, id=ItemId("other"), name="后办", prerequisites=(NEW,))
    write(play)
    write(play, other)
    submit(play, NEW, other.id)
    assert refused(play, ci.PublishItems(item_ids=(other.id,)), LI).code == "item_unfit"
    publish(play, NEW, other.id)
    assert play.hall.items[other.id].prerequisites == (NEW,)


def test_a_returned_draft_says_why_and_can_be_changed_again() -> None:
    play = hall_of_two()
    write(play)
    submit(play)
    assert refused(play, ci.WriteItems(items=(FRESH,)), BOSS).code == "illegal_step"
    assert refused(play, ci.ReturnItem(item_id=NEW, note=" "), LI).code == "reason_required"
    play.do(ci.ReturnItem(item_id=NEW, note="收费没有依据"), LI)
    assert play.hall.drafts[NEW].note == "收费没有依据"
    write(play, replace(FRESH, basis="价目表"))
    assert play.hall.drafts[NEW].note == "收费没有依据"
    submit(play)
    assert play.hall.drafts[NEW].note == ""


def test_a_draft_somebody_else_changed_is_not_written_over() -> None:
    play = hall_of_two()
    write(play)
    seen = play.hall.drafts[NEW].rev
    write(play, replace(FRESH, fee="10元"), LI)
    assert refused(play, ci.WriteItems(items=(FRESH,), seen=seen)).code == "draft_changed"
    assert refused(play, ci.WriteItems(items=(FRESH,), seen=0)).code == "draft_changed"


def test_writing_the_same_again_is_no_fact() -> None:
    play = hall_of_two()
    write(play)
    assert play.do(ci.WriteItems(items=(FRESH,)), LI) == []
    assert play.hall.drafts[NEW].authors == (BOSS.name,)


def test_a_withdrawn_item_is_not_offered_and_comes_back_as_a_new_version() -> None:
    play = hall_of_two()
    assert refused(play, ci.WithdrawItem(item_id=JOB, reason="")).code == "reason_required"
    play.do(ci.WithdrawItem(item_id=JOB, reason="已取消"))
    assert refused(play, c.IssueTicket(services=(SOCIAL,), item_id=JOB), KIOSK).code == "item_draft"
    assert refused(play, ci.WithdrawItem(item_id=JOB, reason="x")).code == "illegal_step"
    write(play, play.hall.items[JOB])
    submit(play, JOB)
    publish(play, JOB)
    assert (play.hall.items[JOB].withdrawn, play.hall.items[JOB].version) == ("", 2)


def test_what_was_never_public_cannot_be_withdrawn() -> None:
    assert refused(hall_of_two(), ci.WithdrawItem(item_id=ItemId("draft"), reason="x")).code == "illegal_step"


def test_a_draft_is_given_up_and_what_is_published_stays() -> None:
    play = hall_of_two()
    write(play, replace(play.hall.items[JOB], limit="1天"))
    play.do(ci.DropDraft(item_id=JOB))
    assert play.hall.drafts == {}
    assert play.hall.items[JOB] == SMALL.items[1]
    assert refused(play, ci.DropDraft(item_id=JOB)).code == "unknown_draft"


def test_a_text_that_comes_with_a_whole_set_up_is_a_version_further_and_others_are_not() -> None:
    play = hall_of_two()
    pension, job, draft = SMALL.items
    changed = replace(SMALL, items=(pension, replace(job, limit="1天"), replace(draft, fee="免费")))
    play.at(10, days=1)
    play.do(ImportCatalogue(catalogue=changed))
    found = {item.id: (item.version, item.published_on) for item in play.hall.catalogue.items}
    assert found == {pension.id: (1, None), job.id: (2, TOMORROW), draft.id: (1, None)}
    play.do(ImportCatalogue(catalogue=changed))  # the file still says version 1
    assert play.hall.items[job.id].version == 2


def test_a_hall_file_of_before_publishes_what_is_complete() -> None:
    states = {item.id: state_of(item) for item in SMALL.items}
    assert states == {"pension": ItemState.PUBLISHED, "job": ItemState.PUBLISHED, "draft": ItemState.DRAFT}


def test_every_step_of_the_table_leads_from_a_state_to_a_state() -> None:
    assert set(ITEM) == set(ItemStep)
    reached = {after for moves in ITEM.values() for after in moves.values()} | {ItemState.DRAFT}
    assert reached == set(ItemState)


def test_a_clock_that_ran_ahead_alone_publishes_nothing() -> None:
    play = hall_of_two()
    play.open(play.hall.catalogue.counters[1].id)
    play.issue(SOCIAL)
    write(play)
    submit(play)
    publish(play, day=TOMORROW)
    play.now += timedelta(days=1)  # people wait, so the business day goes on
    play.do(c.Tick())
    assert NEW not in play.hall.items
