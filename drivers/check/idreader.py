"""Asks an ID-card reader how it is and waits for a card, in plain Chinese. Tells the kind of card, no more."""

import threading
from collections.abc import Iterator

from drivers.check.failed import CheckFailed
from drivers.device import CardFailed, CardKind, CardPlaced, CardRead, CardRemoved, IdReader

KINDS = {
    CardKind.CITIZEN: "居民身份证",
    CardKind.RESIDENT: "港澳台居民居住证",
    CardKind.FOREIGNER_2017: "外国人永久居留身份证（2017版）",
    CardKind.FOREIGNER_2023: "外国人永久居留身份证（2023版）",
}


def check_idreader(reader: IdReader, listen_s: float) -> Iterator[str]:
    stop = threading.Event()
    timer = threading.Timer(listen_s, stop.set)
    try:
        reader.open()
        reader.ensure_ready()
        yield f"读卡器有应答，安全模块编号 {reader.sam_id()}。"
        yield f"请在 {listen_s:g} 秒内放一张证件（读到的内容不显示、不保存）。"
        timer.start()
        for event in reader.events(stop):
            match event:
                case CardPlaced():
                    yield "发现证件，正在读取。"
                case CardRead(card):
                    yield f"读取成功：{KINDS[card.kind]}，号码校验通过。"
                    return
                case CardFailed(_, sentence):
                    raise CheckFailed(sentence)
                case CardRemoved():
                    continue
        raise CheckFailed("没有发现证件：请把证件平放在读卡区再试。")
    finally:
        timer.cancel()
        reader.close()
