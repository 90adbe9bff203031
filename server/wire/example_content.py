"""Examples of what is shown to the public."""

from collections.abc import Mapping

from server.wire import content as wc
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_PICTURE = f"{'3f2a' * 16}.png"
_MATERIAL: Json = {
    "name": "结婚证、生育证或单位出具的婚姻状况证明",
    "name_en": "Marriage certificate, birth permit, or a statement of marital status by the employer",
    "original": True,
    "copies": 1,
    "note": "任选其一",
    "when": "married",
}
_QUESTION: Json = {"code": "married", "text": "您已婚吗？", "text_en": "Are you married?"}
_BEFORE: Json = {"id": "I114", "name": "个体工商户登记", "name_en": "Registering a sole trader"}
_GUIDE: Json = {
    "id": "I003",
    "name": "《流动人口婚育证明》办理",
    "name_en": "Certificate of marital and birth status for migrants",
    "service_id": "household",
    "category": "人口和生育服务",
    "department": "卫生健康办",
    "life_events": ["婚姻家庭"],
    "kind": "办证",
    "conditions": ["离开户籍地三十日以上"],
    "questions": [_QUESTION],
    "materials": [{"name": "本人的《居民身份证》", "original": True}, _MATERIAL],
    "steps": ["填写申请表", "窗口受理"],
    "limit": "3个工作日",
    "demo_limit": True,
    "fee": "免费",
    "basis": "《流动人口计划生育工作条例》",
    "note": "",
    "prerequisites": [_BEFORE],
    "where": "户籍所在地的乡镇（街道）",
    "plain": "带上身份证和村里的证明信来就行。",
    "plain_en": "Bring your ID card and the letter of your village.",
    "pictures": [_PICTURE],
    "video": "",
    "extended": False,
    "historic": True,
    "hot": False,
    "comprehensive": True,
    "enquiry_only": False,
    "agent_allowed": False,
    "version": 3,
    "published_on": "2026-11-02",
}
_TOPIC: Json = {"kind": "category", "name": "人口和生育服务", "name_en": "Population and births"}
_RULE: Json = {
    "title": "首问负责制",
    "title_en": "First contact answers",
    "body": "您问到的第一位工作人员，就是首问负责人。",
}
_NOTICE: Json = {
    "title": "周六延时服务",
    "title_en": "Open on Saturdays",
    "body": "周六 09:00-12:00 照常办理。",
    "body_en": "We are open on Saturdays 09:00-12:00.",
    "column": "通知",
    "from": "2026-09-01",
    "until": "2026-12-31",
}
_VENUE: Json = {
    "name": "示例村便民服务站",
    "name_en": "Demo Village Service Station",
    "address": "示例镇示例村村委会一楼",
    "hours": "周一至周日 08:30-12:00",
    "phone": "0000-1234568",
    "handles": "代办、咨询",
    "way": "村委会一楼",
    "booking": False,
}
_FACILITY: Json = {"name": "轮椅", "name_en": "Wheelchair", "where": "咨询台", "note": "可以借用"}
_POST: Json = {
    "counter_id": 1,
    "post": "A",
    "name": "张明",
    "name_en": "Zhang Ming",
    "duty": "综合受理",
    "phone": "0000-1234567",
    "photo": "",
}
_LEADER: Json = {
    "name": "赵军",
    "rank": "中心主任",
    "phone": "0000-1234567",
    "photo": "",
    "weekdays": [1, 3],
    "dates": ["2026-10-01"],
}
_SLIDE: Json = {
    "media": _PICTURE,
    "title": "医保缴费提醒",
    "title_en": "Health insurance payment",
    "seconds": 12,
    "from": "2026-11-01",
    "until": "2026-12-31",
}
_BOARD: Json = {
    "language": "both",
    "slogan": "便民、规范、高效、廉洁",
    "slogan_en": "Convenient, regular, efficient, clean",
    "qr": "https://zwfw.example.com/",
    "qr_title": "扫码看办事指南",
    "qr_title_en": "Scan for the guides",
    "slides": [_SLIDE],
}

CONTENT_EXAMPLES: Mapping[type[Wire], Json] = {
    wc.Material: _MATERIAL,
    wc.Question: _QUESTION,
    wc.Prerequisite: _BEFORE,
    wc.Guide: _GUIDE,
    wc.Topic: _TOPIC,
    wc.Rule: _RULE,
    wc.Notice: _NOTICE,
    wc.Venue: _VENUE,
    wc.Facility: _FACILITY,
    wc.Post: _POST,
    wc.Leader: _LEADER,
    wc.Slide: _SLIDE,
    wc.BoardSetting: _BOARD,
    wc.Content: {
        "version": "9f86d081884c7d65",
        "published_at": "2026-11-24T01:30:00Z",
        "hall_id": "demo-hall-0a1b2c3d",
        "name": "示例镇便民服务中心",
        "name_en": "Demo Town Public Service Center",
        "timezone": "Asia/Shanghai",
        "address": "示例县示例镇为民路1号",
        "phone": "0000-1234567",
        "booking_phone": "0000-7654321",
        "supervision_phone": "0000-1234500",
        "emblem": _PICTURE,
        "map": "",
        "topics": [_TOPIC],
        "guides": [_GUIDE],
        "rules": [_RULE],
        "notices": [_NOTICE],
        "venues": [_VENUE],
        "facilities": [_FACILITY],
        "roster": [_POST],
        "leaders": [_LEADER],
        "board": _BOARD,
    },
}
