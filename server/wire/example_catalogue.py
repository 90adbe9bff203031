"""Examples of the catalogue as it is written and published."""

from collections.abc import Mapping

from server.wire import catalogue as wc
from server.wire import content
from server.wire.example_content import CONTENT_EXAMPLES
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_WISH: Json = {"request_id": "5f1d2f0e-8b1c-4c56-9a0b-3a3f1d2c4e5f"}
_MATERIAL: Json = {
    "name": "结婚证",
    "name_en": "Marriage certificate",
    "original": True,
    "copies": 1,
    "note": "",
    "when": "married",
}
_QUESTION: Json = {"code": "married", "text": "您已婚吗？", "text_en": "Are you married?"}
_TEXT: Json = {
    "record": {
        "name": "居住证核发",
        "service": "household",
        "limit": "15个工作日",
        "steps": ["填写申请表", "窗口受理"],
    },
    "materials": [_MATERIAL],
    "questions": [_QUESTION],
}
_DRAFT: Json = {
    "state": "draft",
    "rev": 418,
    "at": "2026-11-24T01:30:00Z",
    "by": "li.si",
    "authors": ["li.si"],
    "missing": ["fee", "basis"],
    "note": "收费标准没有写明依据",
    "from_day": None,
    "may_review": True,
}
_LINE: Json = {
    "id": "I055",
    "name": "居住证核发",
    "name_en": "Residence permit",
    "service_id": "household",
    "category": "户籍管理",
    "department": "派出所",
    "state": "published",
    "is_new": False,
    "version": 2,
    "published_on": "2026-11-02",
    "withdrawn": "",
    "missing": [],
    "draft": _DRAFT,
}
_UNFILED: Json = {"id": "I001", "name": "《计划生育服务手册》注册", "name_en": "", "missing": ["limit", "basis"]}
_FILING: Json = {
    "counter_id": 3,
    "number": 3,
    "name": "民政救济",
    "name_en": "Civil affairs",
    "published": 12,
    "unfiled": [_UNFILED],
}
_CHANGE: Json = {
    "key": "limit",
    "title": "承诺时限",
    "title_en": "Promised time limit",
    "before": "20个工作日",
    "after": "15个工作日",
}

CATALOGUE_EXAMPLES: Mapping[type[Wire], Json] = {
    wc.MaterialText: _MATERIAL,
    wc.QuestionText: _QUESTION,
    wc.ItemText: _TEXT,
    wc.DraftNow: _DRAFT,
    wc.ItemLine: _LINE,
    wc.CatalogueAnswer: {"items": [_LINE]},
    wc.Unfiled: _UNFILED,
    wc.CounterFiling: _FILING,
    wc.FilingAnswer: {"counters": [_FILING]},
    wc.FieldChange: _CHANGE,
    wc.ItemAnswer: {"item": _LINE, "published": _TEXT, "draft": _TEXT, "changes": [_CHANGE]},
    wc.WriteItem: {**_WISH, "seen": 418, "text": _TEXT},
    wc.NameItems: {**_WISH, "item_ids": ["I055"]},
    wc.PublishItems: {**_WISH, "item_ids": ["I055"], "from_day": "2026-12-01"},
    wc.GiveReason: {**_WISH, "reason": "收费标准没有写明依据"},
    wc.PreviewItem: {"item_id": "I055", "text": _TEXT, "yes": ["married"], "no": []},
    wc.PreviewAnswer: {"guide": CONTENT_EXAMPLES[content.Guide], "materials": [CONTENT_EXAMPLES[content.Material]]},
    wc.WorkbookAnswer: {"written": 3, "same": 140, "left": 2},
    wc.MediaAnswer: {"name": f"{'0' * 64}.png"},
}
