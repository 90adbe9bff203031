"""Materials by situation: nothing that is wanted is left out, nothing that is not is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from server.service.content import to_content
from server.service.hallfile_sample import sample_hall
from server.wire.content import Content, Guide, Material, Question
from server.wire.situation import materials_for

CODES = ("married", "children", "agent")
PART = st.builds(lambda sign, code: sign + code, st.sampled_from(["", "!", "! "]), st.sampled_from(CODES))
WHEN = st.lists(PART, max_size=3).map(" & ".join)
ANSWERS = st.dictionaries(st.sampled_from(CODES), st.booleans())


@st.composite
def guides(draw: st.DrawFn) -> Guide:
    whens = draw(st.lists(WHEN, max_size=6))
    return Guide(
        id="1",
        name="证",
        service_id="a",
        questions=tuple(Question(code=code, text=code) for code in CODES),
        materials=tuple(Material(name=str(place), when=when) for place, when in enumerate(whens)),
        steps=("来",),
        limit="即办",
        fee="不收费",
        basis="清单",
    )


def names(guide: Guide, answers: dict[str, bool]) -> list[str]:
    return [material.name for material in materials_for(guide, answers)]


@given(guides(), ANSWERS)
def test_the_order_of_the_guide_is_kept_and_nothing_is_added(guide: Guide, answers: dict[str, bool]) -> None:
    wanted = materials_for(guide, answers)
    assert [material for material in guide.materials if material in wanted] == list(wanted)


@given(guides(), ANSWERS)
def test_what_is_always_wanted_is_always_listed(guide: Guide, answers: dict[str, bool]) -> None:
    assert {material.name for material in guide.materials if not material.when} <= set(names(guide, answers))


@given(guides(), ANSWERS, st.sampled_from(CODES), st.booleans())
def test_an_answer_more_never_adds_a_material(guide: Guide, answers: dict[str, bool], code: str, yes: bool) -> None:
    fewer = {key: value for key, value in answers.items() if key != code}
    assert set(names(guide, {**fewer, code: yes})) <= set(names(guide, fewer))


@given(guides(), ANSWERS, st.sampled_from(CODES))
def test_a_material_left_out_for_either_answer_was_left_out_for_another(
    guide: Guide, answers: dict[str, bool], code: str
) -> None:
    """Whatever depends on one question alone is asked for with one of its answers and not with the other."""
    either = [set(names(guide, {code: yes})) for yes in (True, False)]
    for material in guide.materials:
        if material.when.replace(" ", "") in {code, f"!{code}"}:
            assert sum(material.name in found for found in either) == 1


@given(guides())
def test_without_answers_everything_is_listed(guide: Guide) -> None:
    assert materials_for(guide, {}) == guide.materials


def sample() -> Content:
    from datetime import UTC, datetime

    return to_content(sample_hall(), "demo", datetime(2026, 1, 1, tzinfo=UTC))


def test_a_married_migrant_without_children_is_told_the_certificate_and_not_the_contraception_line() -> None:
    guide = next(guide for guide in sample().guides if guide.name == "《流动人口婚育证明》办理")
    answers = {"married": True, "children": False}
    listed = [material.name for material in materials_for(guide, answers)]
    assert listed == [
        "《办理〈流动人口婚育证明〉申请表》",
        "村委会(或单位)证明信",
        "本人的《居民身份证》",
        "1寸照片2张",
        "结婚证、生育证或单位出具的婚姻状况证明",
    ]
    assert names(guide, {"married": False, "children": False}) == listed[:4]
    assert "计生部门出具的避孕节育措施情况证明" in names(guide, {"married": True, "children": True})
    assert all((guide.name, guide.steps, guide.materials, guide.limit, guide.fee, guide.basis))
