"""Items as a workbook: the sheets 事项, 材料 and 情形 alone, and a sheet that explains them. Changes nothing."""

from collections.abc import Iterable

from server.domain.catalogue import Catalogue
from server.domain.content import Item
from server.service.hallfile import HallfileError
from server.service.hallfile_build import catalogue_from
from server.service.hallfile_fields import FIELDS, SHEETS, Document, Part, Problems
from server.service.hallfile_item import item_records
from server.service.hallfile_records import document_of
from server.service.hallfile_xlsx import BrokenWorkbook, Workbook
from server.service.hallfile_xlsx_write import write_xlsx

PARTS = (Part.ITEMS, Part.MATERIALS, Part.QUESTIONS)
OWNER = {Part.ITEMS: "id", Part.MATERIALS: "item", Part.QUESTIONS: "item"}
NOTES_SHEET = "填写说明"

_HOW = {
    (Part.ITEMS, "id"): "必填；字母、数字、连字符，不重复。编号已有的事项会成为它的新草稿",
    (Part.ITEMS, "name"): "必填；六公开之受理项目",
    (Part.ITEMS, "service"): "必填；业务编号，见下",
    (Part.ITEMS, "limit"): "六公开之承诺时限，如 5个工作日；没有承诺时限不能发布",
    (Part.ITEMS, "materials"): "六公开之申报材料，一行一种；要写原件、份数、适用情形的，改在“材料”表里写",
    (Part.ITEMS, "steps"): "六公开之办事程序，一行一步",
    (Part.ITEMS, "basis"): "六公开之政策依据",
    (Part.ITEMS, "fee"): "六公开之收费标准，不收费写 不收费",
    (Part.ITEMS, "prerequisites"): "要先办的事项的编号",
    (Part.ITEMS, "pictures"): "图片名，在办事指南页面上传后得到",
    (Part.ITEMS, "video"): "视频名，同上",
    (Part.MATERIALS, "item"): "必填；“事项”表里的编号",
    (Part.MATERIALS, "when"): "空着为一律需要；否则写情形代码，如 married、!married、married & children",
    (Part.QUESTIONS, "item"): "必填；“事项”表里的编号",
    (Part.QUESTIONS, "code"): "必填；字母，如 married",
    (Part.QUESTIONS, "text"): "必填；一个可以答是或否的问题，如 您已婚吗？",
}


def read_items(content: bytes, base: Catalogue) -> tuple[Item, ...]:
    """The items a workbook describes, judged in the set-up `base`; items it does not name are as they are there.

    Raises HallfileError with every problem, by sheet, row and column. Other sheets are left alone.
    """
    problems = Problems()
    try:
        workbook = Workbook.read(content, problems)
    except BrokenWorkbook as error:
        raise HallfileError([str(error)]) from None
    own = {part: records for part, records in workbook.document.items() if part in PARTS}
    if Part.ITEMS not in own:
        raise HallfileError([f"工作簿里没有工作表「{SHEETS[Part.ITEMS]}」"])
    problems.found = {place: text for place, text in problems if place.part in PARTS}
    catalogue = catalogue_from(_merged(own, document_of(base)), problems)
    if problems.found:
        raise HallfileError([f"{workbook.locate(place)}: {text}" for place, text in problems])
    return catalogue.items[: len(own[Part.ITEMS])]


def _merged(own: Document, base: Document) -> Document:
    """The workbook's records come first, so that their places are those of its rows."""
    named = {record.get("id") for record in own[Part.ITEMS]}
    kept = {part: [each for each in base[part] if each.get(OWNER[part]) not in named] for part in PARTS}
    return {**base, **{part: [*own[part], *kept[part]] for part in own}}


def write_items(items: Iterable[Item]) -> bytes:
    """The workbook of these items; `read_items` gives equal ones."""
    return write_xlsx(item_records(items))


def template(catalogue: Catalogue) -> bytes:
    """An empty workbook, with what to write in each column and which services there are."""
    notes = [
        (SHEETS[part], field.title, _HOW.get((part, field.key), field.hint)) for part in PARTS for field in FIELDS[part]
    ]
    notes += [(SHEETS[Part.SERVICES], service.id, service.name) for service in catalogue.services]
    return write_xlsx({part: [] for part in PARTS}, (NOTES_SHEET, (("工作表", "列", "怎样填写"), *notes)))
