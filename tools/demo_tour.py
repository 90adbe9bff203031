"""One visit from tap to evaluation: each step is done, told with its artefact and checked. Knows no process."""

import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx

from server.client import HallClient, Refused
from server.vocab import Channel, Level
from server.wire.admin import DeedsAnswer
from server.wire.hall import HallAnswer, Item
from server.wire.ticket import CallAnswer, Ticket, TicketAnswer
from tools import demo_proof as proof
from tools.demo_child import Children
from tools.demo_hall import CALL_PAD, CLERK, COUNTER, EVALUATOR, DemoHall, ask, caller, kiosk_command, log_in
from tools.demo_heard import Heard, Said, Wrong, expect
from tools.demo_stream import listening

Say = Callable[[str], None]
ITEM, SERVICE, REASON = "老年优待证", "general", "elderly"
LEVEL = 5
LEAST_INK, LEAST_LIGHT, SHORTEST_S = 5000, 500, 3.0
DEEDS = ("ticket_issued", "slip_settled", "ticket_called", "ticket_started", "ticket_finished", "ticket_evaluated")


@dataclass(slots=True)
class Tour:
    """The hall, whoever acts in it, and the visit as far as it has come."""

    hall: DemoHall
    children: Children
    say: Say
    supervisor: HallClient
    clerk: httpx.AsyncClient
    public: Heard
    staff: Heard
    plan: HallAnswer
    item: Item
    unplugged: str | None = None
    slip: str = ""
    ticket: Ticket | None = None
    steps: int = 0

    @property
    def visit(self) -> Ticket:
        if self.ticket is None:
            raise Wrong("还没有取号。")
        return self.ticket

    def step(self, title: str, english: str) -> None:
        self.steps += 1
        self.say(f"\n【{self.steps}】{title}（{english}）")

    def show(self, text: str) -> None:
        self.say("    " + text.replace("\n", "\n    "))


async def play(hall: DemoHall, children: Children, say: Say, unplugged: str | None) -> None:
    """The whole visit. Raises Wrong at the first thing that is not as it must be."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        tour = await _begun(hall, children, say, unplugged, stack)
        await take(tour)
        await open_counter(tour)
        await call(tour)
        await light(tour)
        await speak(tour)
        await serve(tour)
        await evaluate(tour)
        await press_again(tour)
        await keep_quiet(tour)
        await verify(tour)
    took = f"用时 {time.monotonic() - began:.1f} 秒"
    say(f"\n导览完成：{tour.steps} 步全部做到并核对无误，{took}（all {tour.steps} steps done and checked）。")


async def _begun(hall: DemoHall, children: Children, say: Say, unplugged: str | None, stack: AsyncExitStack) -> Tour:
    supervisor = await stack.enter_async_context(HallClient(hall.url, hall.tokens["supervisor"]))
    clerk = await stack.enter_async_context(caller(hall.url))
    logs = hall.site.logs
    public = listening("公开事件流", hall.url, hall.tokens["display"], logs / "events-public.jsonl")
    staff = listening("内部事件流", hall.url, hall.tokens["supervisor"], logs / "events-staff.jsonl")
    items = (await supervisor.items()).items
    item = next((item for item in items if ITEM in item.name and item.service_id == SERVICE), None)
    if item is None:
        raise Wrong(f"示例大厅里没有「{ITEM}」这个事项。")
    return Tour(
        hall=hall,
        children=children,
        say=say,
        supervisor=supervisor,
        clerk=clerk,
        public=await stack.enter_async_context(public),
        staff=await stack.enter_async_context(staff),
        plan=await supervisor.get_hall(),
        item=item,
        unplugged=unplugged,
    )


async def take(tour: Tour) -> None:
    tour.step(f"取号：在取号机上点「{tour.item.name}」，走绿色通道", "a ticket is taken at the kiosk, with priority")
    await _unplug(tour, "printer")
    asked = ["--once", SERVICE, "--class", "green", "--reason", REASON, "--item", tour.item.id]
    kiosk = await tour.children.run("kiosk", *kiosk_command(tour.hall.site), *asked, called="取号机")
    settled = await kiosk.heard.until("说完取号的结果", lambda said: said.get("step") == "settled")
    told = await kiosk.heard.until("打印号票", lambda said: said.get("step") == "print")
    tour.ticket = Ticket.model_validate(settled["ticket"])
    tour.show("触摸经过：" + " → ".join(str(said["state"]) for said in kiosk.heard.lines if "state" in said))
    printed = await tour.hall.machines["printer"].heard.until("出票", lambda said: "slip" in said)
    tour.slip = proof.text_of(Path(str(printed["slip"])))
    tour.show("打印机吐出的号票（the slip as the printer understood its bytes）：\n" + tour.slip.rstrip())
    tour.show(f"号票图片：{printed['png']}")
    expect("unknown" not in printed, f"打印机收到不认识的指令：{printed.get('unknown')}")
    expect(tour.visit.slip == "printed", f"号票没有确认打印，状态是 {tour.visit.slip}。")
    expect(tour.visit.ticket_class == "green", "号票不是绿色通道的。")
    service = next(each.name for each in tour.plan.services if each.id == SERVICE)
    for word in (tour.plan.hall.name, tour.visit.number, service, tour.item.name, str(told["url"])):
        expect(word in tour.slip, f"号票上没有「{word}」。")
    expect(proof.ink(Path(str(printed["png"]))) > LEAST_INK, "号票图片上几乎没有字。")


async def open_counter(tour: Tour) -> None:
    tour.step(f"开窗：{CLERK}用姓名和密码登录，打开 {COUNTER} 号窗口", "a clerk logs in and opens the counter")
    await log_in(tour.clerk, tour.hall.password)
    await ask(tour.clerk, f"/counters/{_counter_id(tour)}/open")
    await tour.staff.until(
        "报告开窗", lambda said: said.get("type") == "counter_opened" and _body(said, "counter").get("clerk") == CLERK
    )
    tour.show(f"{CLERK}已登录，{COUNTER} 号窗口已打开。")


async def call(tour: Tour) -> None:
    tour.step(f"叫号：{COUNTER} 号窗口叫下一位", "the counter calls the next ticket")
    await _unplug(tour, "board")
    answer = CallAnswer.model_validate_json((await ask(tour.clerk, f"/counters/{_counter_id(tour)}/call-next")).content)
    called = answer.ticket
    expect(called is not None and called.id == tour.visit.id, f"叫到的不是 {tour.visit.number}。")
    expect(bool(answer.reason), "叫号没有说明理由。")
    tour.show(f"叫到 {tour.visit.number}，理由：{answer.reason}")


async def light(tour: Tour) -> None:
    tour.step("上屏：窗口屏和综合屏亮出号码", "the LED boards show it")
    number = tour.visit.number
    for board in ("board", "hall-board"):
        heard = tour.hall.machines[board].heard
        shown = await heard.until(f"亮出 {number}", lambda said: number in str(said.get("text")))
        sent = bytes.fromhex(str(shown["bytes"]))
        tour.show(
            f"{heard.name}：{str(shown['text'])!r}，颜色 {shown['colour']}，闪烁 {'是' if shown['flashing'] else '否'}"
        )
        tour.show(f"线上的字节（bytes on the line）：{sent.hex(' ')}")
        tour.show(f"屏幕图片：{shown['png']}")
        expect(str(COUNTER) in str(shown["text"]).replace(number, ""), f"{heard.name}没有说去 {COUNTER} 号窗口。")
        expect(bool(shown["flashing"]) and shown["colour"] == "red", f"{heard.name}没有红色闪烁。")
        expect(sent.startswith(b"\xa5") and sent.endswith(b"\x5a"), f"{heard.name}的线上不是完整的帧。")
        expect(number.encode() in sent, f"{heard.name}的线上没有 {number}。")
        expect(proof.lit(Path(str(shown["png"]))) > LEAST_LIGHT, f"{heard.name}的图片几乎是黑的。")


async def speak(tour: Tour) -> None:
    tour.step("播报：语音叫号", "the voice says it")
    number = tour.visit.number
    spoken = await tour.hall.display.heard.until(
        "播报",
        lambda said: said.get("did") == "voice_failed" or (said.get("did"), said.get("number")) == ("spoken", number),
    )
    expect(spoken["did"] == "spoken", f"语音没有说出来：{spoken.get('why')}")
    seconds, rms = proof.loudness(Path(str(spoken["wav"])))
    tour.show(f"说的是：{spoken['text']}")
    tour.show(
        f"语音文件：{spoken['wav']}，{seconds:.1f} 秒，音量 RMS {rms:.0f}，叫号后 {spoken['latency_ms']} 毫秒备好"
    )
    tour.show("已送往声卡。" if tour.hall.plays_sound else "本机没有声卡，只写文件。")
    expect(f"到 {'零一二三四五六七八九'[COUNTER]} 号窗口" in str(spoken["text"]), "语音没有说到哪个窗口。")
    expect(seconds > SHORTEST_S and rms > proof.QUIETEST_RMS, "语音太短或没有声音。")


async def serve(tour: Tour) -> None:
    tour.step("办理：开始，办结", "the visit is served and finished")
    digits = tour.visit.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    pads = tour.hall.machines["pads"].heard
    await pads.until(f"显示 {digits}", lambda said: (said.get("address"), said.get("number")) == (CALL_PAD, digits))
    tour.show(f"呼叫器的数码管显示 {digits}。")
    await _unplug(tour, "keypad")
    for step, state in (("start", "serving"), ("finish", "finished")):
        answer = await ask(tour.clerk, f"/tickets/{tour.visit.id}/{step}")
        found = TicketAnswer.model_validate_json(answer.content).ticket
        expect(found.state == state, f"{found.number} 的状态是 {found.state}，应是 {state}。")
        tour.show(f"{found.number}：{state}")


async def evaluate(tour: Tour) -> None:
    tour.step("评价：评价器请群众评价，按下 5（非常满意）", "the keypad asks; five is pressed")
    pads = tour.hall.machines["pads"]
    await pads.heard.until("请人评价", lambda said: said.get("asked") == EVALUATOR)
    tour.show(f"评价器（地址 {EVALUATOR}）收到「请评价」。")
    await pads.tell(f"press {LEVEL} {EVALUATOR}")
    await pads.heard.until("得到确认", lambda said: said.get("acknowledged") == str(LEVEL))
    stored = await tour.staff.until("报告评价", lambda said: said.get("type") == "ticket_evaluated")
    evaluation = _body(stored, "evaluation")
    tour.show("已存入日志（the stored fact）：" + json.dumps(evaluation, ensure_ascii=False))
    expected = {
        "ticket_id": tour.visit.id,
        "level": LEVEL,
        "channel": "keypad",
        "counter_id": _counter_id(tour),
        "clerk": CLERK,
    }
    for key, value in expected.items():
        expect(evaluation.get(key) == value, f"评价的 {key} 是 {evaluation.get(key)}，应是 {value}。")
    await _require_level(tour)


async def press_again(tour: Tour) -> None:
    tour.step("再按一次：一次服务只评价一次", "a second press is refused kindly")
    pads, display = tour.hall.machines["pads"], tour.hall.display
    await display.heard.until("记下评价", lambda said: said.get("did") == "evaluated")
    await pads.tell(f"press 1 {EVALUATOR}")
    await display.heard.until("处理第二次按键", lambda said: (said.get("did"), said.get("level")) == ("second", 1))
    await pads.heard.until("得到确认", lambda said: said.get("acknowledged") == "1")
    tour.show("评价器照常应答，显示终端不再上报：这次服务已经评价过。")
    async with HallClient(tour.hall.url, tour.hall.tokens["display"]) as box:
        try:
            await box.evaluate(tour.visit.id, request_id=uuid4(), level=Level(1), channel=Channel.KEYPAD)
        except Refused as no:
            tour.show(f"直接问服务器：{no.status} {no.code}「{no.detail}」")
            expect((no.status, no.code) == (409, "already_evaluated"), "服务器的拒绝不对。")
        else:
            raise Wrong("服务器没有拒绝第二次评价。")
    await _require_level(tour)


async def keep_quiet(tour: Tour) -> None:
    tour.step("保密：为什么走绿色通道，公开的地方都不说", "why it had priority stands nowhere public")
    known = (await tour.supervisor.ticket(tour.visit.id)).ticket.class_reason
    expect(known == REASON, f"工作人员应能看到绿色通道的原因，看到的是 {known}。")
    reason = next(each for each in tour.plan.green_reasons if each.code == REASON)
    words = (reason.code, reason.name, reason.name_en)
    boards = [tour.hall.machines[name].heard for name in ("board", "hall-board")]
    await tour.public.until("报告评价", lambda said: said.get("type") == "ticket_evaluated")
    events = tour.public.raw
    places = {
        "号票": tour.slip,
        **{heard.name: "\n".join(str(said.get("text", "")) for said in heard.lines) for heard in boards},
        "语音": "\n".join(str(said.get("text", "")) for said in tour.hall.display.heard.lines),
        "公开事件": events,
        "看板接口": (await tour.supervisor.board()).model_dump_json(),
        "取号机的记录": proof.text_of(tour.hall.site.logs / "kiosk.jsonl"),
    }
    expect(f'"number":"{tour.visit.number}"' in events.replace(" ", ""), "公开事件里没有这张号票。")
    for place, text in places.items():
        told = proof.tells_reason(text, words, harmless=tour.item.name)
        expect(not told, f"{place}上有绿色通道的原因：{'、'.join(told)}")
    tour.show(f"工作人员看得到（{known}）；已查过：{'、'.join(places)}，都没有。")


async def verify(tour: Tour) -> None:
    tour.step("核对日志：重放并检查全部约束", "bianmin-server verify")
    async with caller(tour.hall.url, tour.hall.tokens["supervisor"]) as supervisor:
        found = DeedsAnswer.model_validate_json((await supervisor.get("/audit", params={"n": 500})).content)
    facts = [(fact, deed.actor) for deed in found.deeds for fact in deed.facts if fact in DEEDS]
    tour.show("日志里的经过：" + " → ".join(f"{fact}（{actor}）" for fact, actor in facts))
    expect(tuple(fact for fact, _ in facts) == DEEDS, "日志里的经过不对。")
    checked = await tour.children.run(
        "verify", "bianmin-server", "verify", "--data", tour.hall.site.hall, called="核对"
    )
    tour.show(str(checked.heard.lines[-1]["text"]))


async def _require_level(tour: Tour) -> None:
    found = (await tour.supervisor.ticket(tour.visit.id)).ticket
    seen = (found.level, found.counter_id, found.clerk)
    tour.show(f"读回号票 {found.number}：评价 {found.level}，{COUNTER} 号窗口，{found.clerk}")
    expect(seen == (LEVEL, _counter_id(tour), CLERK), f"读回的评价不对：{seen}")


async def _unplug(tour: Tour, device: str) -> None:
    if tour.unplugged == device:
        tour.show(f"拔掉「{device}」（unplugged on request）")
        machine = tour.hall.machines["pads" if device == "keypad" else device]
        await machine.tell("quit")
        await machine.wait()


def _counter_id(tour: Tour) -> int:
    return next(each.id for each in tour.plan.counters if each.number == COUNTER)


def _body(said: Said, part: str) -> Said:
    body = said.get("body")
    found = body.get(part) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}
