"""The hall file as TOML: what is read is what was written, and every problem is told with its place."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from server.domain.catalogue import Catalogue, Span
from server.domain.content import Material
from server.domain.opening import END_OF_DAY
from server.service.hallfile import HallfileError, drafts_of, dump_toml, load_toml, problems_of
from server.service.hallfile_fields import FIELDS
from server.service.hallfile_sample import sample_hall
from tests.server.service.hallfile_strategy import catalogues

SMALL = """
[hall]
id = "h"
name = "小厅"
name_en = "Small"
[[services]]
id = "a"
name = "综合"
name_en = "General"
prefix = "A"
[[counters]]
number = 1
name = "一号"
name_en = "One"
services = ["a"]
"""


def problems(text: str) -> list[str]:
    with pytest.raises(HallfileError) as refusal:
        load_toml(text)
    return refusal.value.problems


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogues())
def test_what_is_written_reads_back_equal(catalogue: Catalogue) -> None:
    assert load_toml(dump_toml(catalogue)) == catalogue


def test_a_small_file_takes_its_defaults_from_the_domain() -> None:
    hall = load_toml(SMALL)
    assert hall.timezone == "Asia/Shanghai"
    assert hall.calendar.hours == (Span(time(8, 30), time(12)), Span(time(14), time(17, 30)))
    assert hall.counters[0].id == 1
    assert hall.policy.closing_guard == "warn"


def test_notepad_s_byte_order_mark_and_line_ends_do_no_harm() -> None:
    assert load_toml("\ufeff" + SMALL.replace("\n", "\r\n")) == load_toml(SMALL)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('services = ["a", "x"]', "counters[0].services[1]（第 15 行）: 未知业务 “x”"),
        ("services = []", "counters[0].services（第 15 行）: 没有业务"),
        ('services = ["a", "a"]', "counters[0].services[1]（第 15 行）: 业务 “a” 重复"),
        ('services = "a"', "counters[0].services（第 15 行）: 应为文字的列表"),
        ("services = [1]", "counters[0].services（第 15 行）: 应为文字的列表"),
        ('services = ["a"]\ncolour = 1', "counters[0].colour（第 16 行）: 不认识的键"),
        ('services = ["a"]\nid = 0', "counters[0].id（第 16 行）: 0 不在 1 至 9999 之间"),
    ],
)
def test_a_problem_of_a_counter_names_key_path_and_line(change: str, told: str) -> None:
    assert told in problems(SMALL.replace('services = ["a"]', change))


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        (
            '[calendar]\nhours = ["09:00-12:00", "11:59-17:00"]',
            "calendar.hours[1]（第 17 行）: 与前一时段重叠或顺序颠倒",
        ),
        (
            '[calendar]\nhours = ["14:00-17:00", "09:00-12:00"]',
            "calendar.hours[1]（第 17 行）: 与前一时段重叠或顺序颠倒",
        ),
        ('[calendar]\nhours = ["12:00-09:00"]', "calendar.hours[0]（第 17 行）: 时段 “12:00-09:00” 的结束应晚于开始"),
        ('[calendar]\nhours = ["09:00-00:00"]', "calendar.hours[0]（第 17 行）: 时段 “09:00-00:00” 的结束应晚于开始"),
        (
            '[calendar]\nhours = ["25:00-26:00", "14:00-17:00", "09:00-12:00"]',
            "calendar.hours[0]（第 17 行）: 时段 “25:00-26:00” 里没有这样的钟点",
        ),
        ("[calendar]\nhours = []", "calendar.hours（第 17 行）: 没有工作时段"),
        ('[calendar]\noff_days = ["2025-02-30"]', "calendar.off_days[0]（第 17 行）: 日期 “2025-02-30” 不存在"),
        (
            "[calendar]\noff_days = [2025-10-01]\nwork_days = [2025-10-01]",
            "calendar.work_days（第 18 行）: 2025-10-01 既是放假日又是调休上班日",
        ),
        ("[policy]\nmax_run = 0", "policy.max_run（第 17 行）: 0 不在 1 至 99 之间"),
        ('[policy]\nwalk_up_prefix = "A"', "services[0].prefix（第 10 行）: 字头 “A” 已用于无号办理"),
        ('[policy]\noffline_prefix = "A"', "services[0].prefix（第 10 行）: 字头 “A” 已用于断网取号"),
        ('[policy]\noffline_prefix = "W"', "policy.offline_prefix（第 17 行）: 字头 “W” 已用于无号办理"),
        ('[policy]\noffline_fallback = "gone"', "policy.offline_fallback（第 17 行）: 未知业务 “gone”"),
        ("[policy]\nvoice_languages = []", "policy.voice_languages（第 17 行）: 一种也没有"),
        (
            '[policy]\nvoice_languages = ["中文"]',
            "policy.voice_languages[0]（第 17 行）: 播报语言 “中文” 应为 zh、en 这样的语言代码，或 ticket",
        ),
        (
            '[policy]\nvoice_hours = ["12:00-13:30=101"]',
            "policy.voice_hours[0]（第 17 行）: 播报音量 “12:00-13:30=101” 应写作 12:00-13:30=40，音量 0 至 100",
        ),
        (
            '[policy]\nvoice_hours = ["12:00-13:30=0", "13:00-14:00=50"]',
            "policy.voice_hours[1]（第 17 行）: 与前一时段重叠或顺序颠倒",
        ),
        ('[policy]\ngreen_reasons = ["a|甲|A", "a|乙|B"]', "policy.green_reasons[1]（第 17 行）: 代码重复"),
        ('[[items]]\nid = "1"\nname = "证"\nservice = "b"', "items[0].service（第 19 行）: 未知业务 “b”"),
        (
            '[[items]]\nid = "1"\nname = "证"\nservice = "a"\nextended = true',
            "items[0].extended（第 20 行）: 业务 “a” 不是延时业务",
        ),
        (
            '[[items]]\nid = "1"\nname = "证"\nservice = "a"\ndemo_limit = true',
            "items[0].demo_limit（第 20 行）: 标了示例时限，但没有承诺时限",
        ),
        ('[[items]]\nid = "1"\nname = "a\\nb"\nservice = "a"', "items[0].name（第 18 行）: 应写成一行"),
        ('[colours]\nred = "1"', "colours: 不认识的部分"),
    ],
)
def test_a_broken_rule_is_told_where_it_is_broken(addition: str, told: str) -> None:
    assert problems(SMALL + addition) == [told]


@pytest.mark.parametrize("prefix", ["a", "AAAA", "A1", "甲"])
def test_a_prefix_is_one_to_three_capital_letters(prefix: str) -> None:
    told = f"services[0].prefix（第 10 行）: 字头 “{prefix}” 应为 1 至 3 个大写字母 A-Z"
    assert problems(SMALL.replace('prefix = "A"', f'prefix = "{prefix}"')) == [told]


def test_ids_prefixes_and_numbers_are_unique() -> None:
    second = SMALL.split("[[services]]")[1]
    told = problems(SMALL + "[[services]]" + second)
    assert [line.split("（")[0] for line in told] == [
        "services[1].id",
        "services[1].prefix",
        "counters[1].id",
        "counters[1].number",
    ]


def test_a_service_that_no_counter_serves_is_a_problem() -> None:
    lonely = '[[services]]\nid = "b"\nname = "二"\nname_en = "Two"\nprefix = "B"\n'
    assert problems(SMALL + lonely) == ["services[1].id（第 17 行）: 没有窗口办理业务 “b”"]


def test_a_booking_slot_must_fit_its_span() -> None:
    short = SMALL.replace('prefix = "A"', 'prefix = "A"\nbooking = { spans = ["09:00-09:20"], slot_minutes = 30 }')
    assert problems(short) == ["services[0].booking.spans[0]（第 6 行）: 比一个号源还短"]


def test_all_problems_are_told_together() -> None:
    told = problems('[hall]\nid = "a b"\ntimezone = "Mars/Base"\n')
    assert [line.split(": ")[1][:4] for line in told] == [
        "编号 “",
        "没有填写",
        "没有填写",
        "没有时区",
        "一项业务",
        "一个窗口",
    ]


def test_text_that_is_no_toml_is_told_by_line() -> None:
    assert problems('[hall]\nid = "h\n')[0].startswith("不是有效的 TOML：第 2 行第 ")
    assert problems("a = " + "[" * 50_000) == ["不是有效的 TOML：嵌套太深"]


def test_no_line_is_claimed_where_a_long_text_could_look_like_a_key() -> None:
    long = SMALL + '[[items]]\nid = "1"\nname = "证"\nservice = "b"\nnote = """\nservice = 1\n"""\n'
    assert problems(long) == ["items[0].service: 未知业务 “b”"]


def test_a_catalogue_that_breaks_a_rule_is_not_written() -> None:
    broken = replace(load_toml(SMALL), name="")
    assert problems_of(broken) == ["hall.name: 没有填写"]
    with pytest.raises(HallfileError, match=r"hall\.name: 没有填写"):
        dump_toml(broken)


def test_a_day_may_end_at_midnight() -> None:
    hall = load_toml(SMALL + '[calendar]\nhours = ["09:00-24:00"]')
    assert hall.calendar.hours == (Span(time(9), END_OF_DAY),)
    assert "09:00-24:00" in dump_toml(hall)


def test_dates_may_be_bare_or_quoted() -> None:
    hall = load_toml(SMALL + '[calendar]\nyears = [2025]\noff_days = [2025-10-01, "2025-10-02"]')
    assert hall.calendar.off_days == {date(2025, 10, 1), date(2025, 10, 2)}


def test_the_sample_hall_has_every_item_in_one_service_that_offers_something() -> None:
    hall = sample_hall()
    assert problems_of(hall) == []
    assert len(hall.items) == 145
    assert {item.service for item in hall.items if not item.is_draft} == {service.id for service in hall.services}
    assert [(counter.number, counter.name) for counter in hall.counters] == [
        (1, "综合受理"),
        (2, "综合受理"),
        (3, "民政救济"),
        (4, "统一出证"),
        (5, "办不成事反映"),
    ]
    assert load_toml(dump_toml(hall)) == hall


def test_the_sample_hall_sets_the_scene_of_the_first_visits() -> None:
    hall = sample_hall()
    services = {service.id: service for service in hall.services}
    items = {item.name: item for item in hall.items}
    card, migrant = items["《老年优待证》办理"], items["《流动人口婚育证明》办理"]
    assert services[card.service].prefix == "A"
    assert not card.is_draft
    assert not migrant.is_draft
    assert migrant.historic
    assert [counter.number for counter in hall.counters if card.service in counter.services] == [1, 2]
    assert {services[item.service].prefix for item in hall.items if item.extended} == {"C"}
    assert all(item.demo_limit for item in hall.items if item.limit and item.id not in {"I008", "I009"})


ITEM = SMALL + '[[items]]\nid = "1"\nname = "证"\nservice = "a"\n'
FULL = ITEM + 'steps = ["来"]\nmaterials = ["身份证"]\nlimit = "即办"\nfee = "不收费"\nbasis = "清单"\n'
MEDIA = "0" * 64 + ".png"


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        (
            'materials = [{ name = "证", when = "x" }]',
            "items[0].materials[0].when（第 20 行）: 这个事项没有代码为 “x” 的情形问题",
        ),
        ('[[items.materials]]\nnote = "x"', "items[0].materials[0].name（第 16 行）: 没有填写"),
        (
            '[[items.materials]]\nname = "x"\ncopies = 100',
            "items[0].materials[0].copies（第 16 行）: 100 不在 0 至 99 之间",
        ),
        (
            '[[items.materials]]\nname = "x"\nwhen = "!"',
            "items[0].materials[0].when（第 16 行）: 适用情形 “!” 应写作 married、!married 或 married & children",
        ),
        ('materials = ["a", { name = 1 }]', "items[0].materials[1].name（第 20 行）: 应为文字（加引号）"),
        ('materials = [{ name = "a", size = 1 }]', "items[0].materials[0].size（第 20 行）: 不认识的键"),
        (
            'questions = [{ code = "m", text = "婚？" }, { code = "m", text = "育？" }]',
            "items[0].questions[1].code（第 20 行）: 代码 “m” 重复",
        ),
        ('prerequisites = ["9"]', "items[0].prerequisites[0]（第 20 行）: 未知事项 “9”"),
        ('prerequisites = ["1"]', "items[0].prerequisites[0]（第 20 行）: “1” 又以 “1” 为前置，成了循环"),
        (
            'pictures = ["../x.png"]',
            "items[0].pictures[0]（第 20 行）: 图片或视频名 “../x.png” 应为 bianmin-server media 给出的名字",
        ),
        (
            '[[topics]]\nkind = "主题"\nname = "x"',
            "topics[0].kind（第 21 行）: 分类方式 “主题” 应为类别、部门、人生事件之一",
        ),
        ('[[rules]]\ntitle = "x"', "rules[0].body（第 20 行）: 没有填写"),
        (
            '[[notices]]\ntitle = "x"\nbody = "y"\nfrom = 2026-02-01\nuntil = 2026-01-31',
            "notices[0].until（第 24 行）: 结束日期早于开始日期",
        ),
        ('[[notices]]\ntitle = "x"\nbody = "y"\nuntil = 7', "notices[0].until（第 23 行）: 应为日期"),
        ('[[roster]]\ncounter = 7\nname = "张明"', "roster[0].counter（第 21 行）: 没有 7 号窗口"),
        ('[[roster]]\ncounter = 1\nname = "张明"\npost = "C"', "roster[0].post（第 23 行）: 岗位 “C” 应为 A 或 B"),
        ('[[leaders]]\nname = "张明"', "leaders[0].weekdays（第 20 行）: 星期和日期至少填写一项"),
        ('[[materials]]\nitem = "1"\nname = "x"', "materials: 不认识的部分"),
    ],
)
def test_a_problem_of_what_is_shown_names_its_path(addition: str, told: str) -> None:
    assert problems(ITEM + addition) == [told]


def test_items_that_wait_for_each_other_are_a_circle() -> None:
    other = '[[items]]\nid = "2"\nname = "照"\nservice = "a"\nprerequisites = ["1"]\n'
    assert [line.split("（")[0] for line in problems(ITEM + 'prerequisites = ["2"]\n' + other)] == [
        "items[0].prerequisites[0]",
        "items[1].prerequisites[0]",
    ]


@pytest.mark.parametrize(
    ("key", "title"),
    [("steps", "办理流程"), ("materials", "申请材料"), ("limit", "承诺时限"), ("fee", "收费"), ("basis", "办理依据")],
)
def test_an_item_without_one_of_the_six_blocks_is_a_draft_and_told_as_one(key: str, title: str) -> None:
    assert drafts_of(load_toml(FULL)) == []
    lacking = load_toml("\n".join(line for line in FULL.splitlines() if not line.startswith(f"{key} =")))
    assert lacking.items[0].is_draft
    assert drafts_of(lacking) == [f"1 证：没有{title}"]


def test_materials_may_be_names_or_tables_and_keep_their_order() -> None:
    written = ITEM + 'materials = ["身份证", { name = "照片", copies = 2 }, "户口簿"]\n'
    hall = load_toml(written)
    assert hall.items[0].materials == ("身份证", Material(name="照片", copies=2), "户口簿")
    assert load_toml(dump_toml(hall)) == hall


def test_what_the_public_is_shown_is_read_from_the_file() -> None:
    hall = load_toml(
        FULL
        + f'pictures = ["{MEDIA}"]\n'
        + '[[notices]]\ntitle = "停电"\nbody = """\n明天停电\n请后天来\n"""\nfrom = 2026-01-30\n'
        + '[[leaders]]\nname = "张明"\nweekdays = ["周一"]\ndates = [2026-10-01]\n'
    )
    assert hall.items[0].pictures == (MEDIA,)
    assert hall.publicity.notices[0].body == "明天停电\n请后天来"
    assert hall.publicity.notices[0].from_day == date(2026, 1, 30)
    assert hall.publicity.leaders[0].weekdays == (0,)
    assert hall.publicity.leaders[0].dates == {date(2026, 10, 1)}


def test_the_sample_hall_shows_what_a_hall_has_to_show() -> None:
    hall = sample_hall()
    shown = hall.publicity
    assert len(shown.rules) == 9
    hot = [item for item in hall.items if item.hot]
    assert len(hot) == 10
    assert all(item.plain and item.plain_en and item.name_en and not item.is_draft for item in hot)
    assert {(post.counter, post.post, post.name) for post in shown.roster} == {
        (1, "A", "张明"), (1, "B", "李华"), (2, "A", "王芳"), (2, "B", "赵军"), (3, "A", "刘洋"), (3, "B", "张明"),
    }  # fmt: skip
    headings = {topic.name for topic in shown.topics}
    assert {item.category for item in hall.items} | {item.department for item in hall.items} <= headings
    assert {event for item in hall.items for event in item.life_events} <= headings
    assert all(topic.name_en for topic in shown.topics)
    assert {weekday for leader in shown.leaders for weekday in leader.weekdays} == set(range(7))


def test_the_page_for_technicians_names_every_key_and_its_smallest_file_loads() -> None:
    page = (Path(__file__).parents[3] / "docs" / "hallfile.zh-CN.md").read_text("utf-8")
    assert load_toml(page.split("```toml\n")[1].split("```")[0]).hall_id == "xiaoting"
    wanted = [field for fields in FIELDS.values() for field in fields]
    assert [field.key for field in wanted if f"`{field.key}`" not in page] == []
    assert [field.title for field in wanted if field.title not in page] == []
