"""What an auditor reads of a changed set-up: which values, before and after."""

from __future__ import annotations

from dataclasses import replace

from server.domain.content import Rule
from server.service.hallfile_fields import LISTED
from server.service.setup_difference import IDENTITY, differences
from server.wire.setup import SetUpDifference
from tests.server.domain.playground import SMALL, with_policy


def told(found: list[SetUpDifference]) -> list[tuple[object, ...]]:
    return [(each.part, each.record, each.deed, each.key, each.before, each.after) for each in found]


def test_every_part_with_many_records_says_what_makes_a_record_the_same() -> None:
    assert set(IDENTITY) == LISTED


def test_a_set_up_does_not_differ_from_itself() -> None:
    assert differences(SMALL, SMALL) == []


def test_a_value_is_told_before_and_after() -> None:
    counters = (replace(SMALL.counters[0], zone="东区"), *SMALL.counters[1:])
    found = differences(SMALL, replace(with_policy(max_run=5), counters=counters))
    assert told(found) == [
        ("counters", "1 综合受理", "changed", "zone", None, "东区"),
        ("policy", "", "changed", "max_run", 2, 5),
    ]
    assert (found[0].part_title, found[0].title, found[0].title_en) == ("窗口", "区域", "Zone")


def test_records_that_came_and_went_are_named() -> None:
    other = replace(SMALL, counters=SMALL.counters[1:])
    assert told(differences(SMALL, other)) == [("counters", "1 综合受理", "removed", "", None, None)]
    added = differences(other, SMALL)
    assert told(added)[0] == ("counters", "1 综合受理", "added", "", None, None)
    assert ("services", ["general", "express"]) in [(each.key, each.after) for each in added]


def test_another_order_is_one_difference_and_like_records_are_kept_apart() -> None:
    one, two = Rule(title="制度", body="一"), Rule(title="制度", body="二")
    three = Rule(title="别的", body="三")
    before = replace(SMALL, publicity=replace(SMALL.publicity, rules=(one, two, three)))
    moved = replace(SMALL, publicity=replace(SMALL.publicity, rules=(three, one, two)))
    assert told(differences(before, moved)) == [("rules", "", "moved", "", None, None)]
    gone = replace(SMALL, publicity=replace(SMALL.publicity, rules=(one, three)))
    assert [each.deed for each in differences(before, gone)] == ["removed"]
