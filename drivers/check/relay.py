"""Switches a relay's channels on and off one after another, in plain Chinese."""

import threading
from collections.abc import Iterator

from drivers.device import Relay
from drivers.profile import RelayProfile

LIT_S = 1.0


def check_relay(relay: Relay, profile: RelayProfile, *, lit_s: float = LIT_S) -> Iterator[str]:
    names = {channel: colour for colour, channel in profile.lights.items()}
    try:
        relay.open()
        yield "端口已打开，全部已断开。"
        for channel in range(1, profile.channels + 1):
            relay.switch(channel, True)
            yield f"第 {channel} 路（{names.get(channel, '未命名')}）已接通，请查看。"
            threading.Event().wait(lit_s)
            relay.switch(channel, False)
        if relay.states() is None:
            yield "检测结束。该机型不应答，是否动作请以现场为准。"
        else:
            yield "检测结束，继电器已逐一确认。"
    finally:
        relay.close()
