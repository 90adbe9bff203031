"""办事指南: its tabs, the questions its materials depend on, paper, and the way to a ticket."""

from collections.abc import Iterator

from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.ui.page import Page, View
from kiosk.ui.widget import Block, Press
from server.wire.content import Guide, Material
from server.wire.situation import materials_for

LONGEST_CODE = 420
"""Characters in a QR code that a phone still reads from a screen."""


def guide_shown(page: Page, state: st.GuideShown) -> View:
    guide = page.guide(state.item_id)
    if guide is None:
        return View(title=state.item_id, body=page.say(page.t("no_guide"), align="center"))
    name = page.named(guide.name, guide.name_en)
    return View(
        title=name,
        hint=_paper(page, state),
        body=page.card(*_tab(page, state, guide)),
        below=_tabs(page, state, guide),
        actions=_actions(page, state, guide),
        from_top=True,
        place=f"{state.item_id} {state.tab}",
    )


def asking(page: Page, state: st.Asking) -> View:
    guide = page.guide(state.item_id)
    questions = () if guide is None else guide.questions
    found = next((each for each in questions if each.code == state.question), None)
    text = state.question if found is None else page.named(found.text, found.text_en)
    answers = [
        page.press(page.t("yes"), on.Answered(yes=True), paint="main", size="title", is_main=True),
        page.press(page.t("no"), on.Answered(yes=False), size="title", is_main=True),
    ]
    return View(
        title=page.t("question", at=len(state.answers) + 1, of=len(state.questions)),
        body=page.told("question", page.say(text, size="title", align="center", strong=True)),
        below=page.tiles(*answers, columns=2),
    )


def _paper(page: Page, state: st.GuideShown) -> str:
    if state.paper is st.Paper.NONE:
        return ""
    if state.paper is st.Paper.FAILED:
        why = page.words.because("fault", state.failure or "other", "")
        return page.t("paper_failed", why=why)
    return page.t(f"paper_{state.paper}")


def _tabs(page: Page, state: st.GuideShown, guide: Guide) -> Block:
    made = [
        page.press(page.t(f"tab_{each}"), on.TabChosen(each), paint="chosen" if each is state.tab else "plain")
        for each in tabs_of(page, guide)
    ]
    return page.tiles(*made, columns=len(made))


def tabs_of(page: Page, guide: Guide) -> Iterator[st.Tab]:
    """Those that have something to show here."""
    yield st.Tab.OFFICIAL
    if page.named(guide.plain, guide.plain_en):
        yield st.Tab.PLAIN
    if any(page.known.media(each) is not None for each in guide.pictures):
        yield st.Tab.PICTURES
    if guide.video and page.known.guide_url(guide.id, page.words.language, {}) is not None:
        yield st.Tab.VIDEO
    yield st.Tab.MATERIALS


def _actions(page: Page, state: st.GuideShown, guide: Guide) -> list[Press]:
    made = [page.press(page.t("print_notice"), on.NoticeWanted())]
    if page.visit.mode is st.Mode.NORMAL:
        made.insert(0, page.press(page.t("print_guide"), on.GuidePrintWanted()))
    if guide.questions:
        codes = tuple(each.code for each in guide.questions)
        again = "ask_again" if state.answers else "ask"
        made.append(page.press(page.t(again), on.AskWanted(codes)))
    made.append(page.press(page.t("take_ticket"), on.ServiceChosen(guide.service_id, guide.id), paint="main"))
    return made


def _tab(page: Page, state: st.GuideShown, guide: Guide) -> Iterator[Block]:
    match state.tab:
        case st.Tab.PLAIN:
            yield page.say(page.named(guide.plain, guide.plain_en) or page.t("nothing"), size="text")
        case st.Tab.PICTURES:
            pictures = [page.picture(each, 700) for each in guide.pictures]
            shown = [each for each in pictures if each is not None]
            yield from shown or [page.say(page.t("nothing"))]
        case st.Tab.VIDEO:
            yield from _video(page, guide)
        case st.Tab.MATERIALS:
            yield from _materials(page, state, guide)
        case _:
            yield from _official(page, guide)


def _video(page: Page, guide: Guide) -> Iterator[Block]:
    """Watched on the phone: here it would keep others waiting and be heard by the whole hall."""
    url = page.known.guide_url(guide.id, page.words.language, {})
    if url is None or page.visit.around.is_away:
        yield page.say(page.t("video_at_desk"), align="center")
        return
    yield page.say(page.t("video_scan"), align="center")
    yield page.code(url, 300)


def _official(page: Page, guide: Guide) -> Iterator[Block]:
    """六公开, always all six; then what else is known."""
    limit = guide.limit + (page.t("demo") if guide.demo_limit and guide.limit else "")
    blocks = (
        ("block_matter", page.noted(page.named(guide.name, guide.name_en), guide.kind)),
        ("block_steps", _numbered(guide.steps)),
        ("block_materials", _numbered(tuple(material_line(page, each) for each in guide.materials))),
        ("block_limit", limit),
        ("block_fee", guide.fee),
        ("block_basis", guide.basis),
        ("conditions", "\n".join(guide.conditions)),
        ("where", page.words.comma.join(part for part in (guide.where, page.counters(guide.service_id)) if part)),
        ("department", guide.department),
        ("note", guide.note),
    )
    for key, text in blocks:
        if text or key.startswith("block_"):
            yield page.fact(page.t(key), text or page.t("not_public_yet"))
    yield from _before(page, guide)


def _before(page: Page, guide: Guide) -> Iterator[Block]:
    """前置事项; those with a guide here lead to it."""
    if not guide.prerequisites:
        return
    yield page.say(page.t("prerequisites"), size="small", ink="muted")
    for each in guide.prerequisites:
        name = page.named(each.name, each.name_en)
        if page.guide(each.id) is None:
            yield page.say(name)
        else:
            yield page.press(name, on.GuideWanted(each.id), paint="quiet", align="left")


def _materials(page: Page, state: st.GuideShown, guide: Guide) -> Iterator[Block]:
    fitting = materials_for(guide, dict(state.answers))
    key = "materials_yours" if state.answers else "materials_all" if guide.questions else "materials_bring"
    lines = page.column(
        page.say(page.t(key), size="small", ink="muted"),
        *(page.say(f"□ {material_line(page, each)}") for each in fitting),
        share=0.5,
    )
    url = page.known.guide_url(guide.id, page.words.language, dict(state.answers))
    code = page.column(
        page.code(url or notice_text(page, guide, fitting), 250),
        page.say(page.t("scan_guide" if url else "scan_to_keep"), size="small", align="center"),
    )
    yield page.row((lines, 0.7), (code, 0.3), stand="top")


def material_line(page: Page, material: Material) -> str:
    """A material and in which form it is wanted."""
    forms = [page.t("original")] if material.original else []
    forms += [page.t("copies", count=material.copies)] if material.copies else []
    forms += [material.note] if material.note else []
    name = page.named(material.name, material.name_en)
    return page.noted(name, page.words.comma.join(forms))


def notice_text(page: Page, guide: Guide, materials: tuple[Material, ...]) -> str:
    """What a phone keeps of it: text, so that it is read without a network."""
    lines = [page.named(guide.name, guide.name_en), page.t("materials_bring")]
    lines += [f"{number}. {material_line(page, each)}" for number, each in enumerate(materials, 1)]
    where = page.words.comma.join(part for part in (guide.where, page.counters(guide.service_id)) if part)
    lines += [f"{page.t('where')}：{where}"] if where else []
    phone = "" if page.known.hall is None else page.known.hall.hall.complaints_phone
    lines += [page.t("phone", phone=phone)] if phone else []
    return "\n".join(lines)[:LONGEST_CODE]


def _numbered(lines: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
