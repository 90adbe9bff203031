"""The whole screen: header, the page of the present state, footer. Runs the flow; performs no effect itself."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.flow.patience import patience
from kiosk.flow.state import Visit
from kiosk.phrase import phrases
from kiosk.ui import page as pages
from kiosk.ui.home import attract, away, home
from kiosk.ui.page import Page
from kiosk.ui.widget import BLUE, GREY, WHITE, Bar, Say, Touch
from kiosk.worker import HallAway, HallSeen, Message
from server.wire.hall import HallAnswer

PAGES = {
    st.Attract: attract,
    st.Home: home,
    st.Confirming: pages.confirming,
    st.ChoosingReason: pages.choosing_reason,
    st.Issuing: pages.issuing,
    st.Printing: pages.printing,
    st.Shown: pages.shown,
    st.PrintFailed: pages.print_failed,
    st.Rejected: pages.rejected,
    st.Unreached: pages.unreached,
    st.OutOfOrder: pages.out_of_order,
}
DESIGNED_FOR = (1280, 800)
CLOCK_S = 5.0


class Stage(BoxLayout):
    """Give it messages with `tell`; it draws, and hands effects to `perform`."""

    perform: Callable[[do.Effect], None]

    def __init__(self, now: Callable[[], datetime], **properties: object) -> None:
        super().__init__(**properties)
        self.visit = Visit()
        self._now = now
        self._hall: HallAnswer | None = None
        self._away: str | None = None
        self._finger_down = False
        self._stale = False
        self._patience = None
        self._ticking = Clock.schedule_interval(self._tick, CLOCK_S)
        Window.bind(size=self._resized, on_touch_down=self._touch_down, on_touch_up=self._touch_up)
        self._draw()

    def close(self) -> None:
        """Let go of the window and the clock."""
        self._ticking.cancel()
        if self._patience is not None:
            self._patience.cancel()
        Window.unbind(size=self._resized, on_touch_down=self._touch_down, on_touch_up=self._touch_up)

    def tell(self, message: Message) -> None:
        """What the worker or a finger says."""
        if isinstance(message, HallSeen):
            changed = self._away is not None or message.hall != self._hall
            self._hall, self._away = message.hall, None
            if changed and isinstance(self.visit.state, st.Home):
                self._redraw_when_free()
        elif isinstance(message, HallAway):
            changed, self._away = message.why != self._away, message.why
            if changed and isinstance(self.visit.state, st.Home):
                self._redraw_when_free()
        else:
            self._happen(message)

    def _happen(self, event: on.Event) -> None:
        before = self.visit
        self.visit, effects = step(self.visit, event)
        if self.visit != before:
            self._draw()
        self._wait_for_a_touch()
        for effect in effects:
            self.perform(effect)

    def _wait_for_a_touch(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        waits = patience(self.visit)
        self._patience = None
        if waits is not None and self.visit != Visit():
            self._patience = Clock.schedule_once(lambda _: self._happen(on.TimedOut()), waits.total_s)

    def _touch_down(self, *_: object) -> None:
        self._finger_down = True
        self._wait_for_a_touch()

    def _touch_up(self, *_: object) -> None:
        self._finger_down = False
        if self._stale:
            # After the button under the finger has had its release.
            Clock.schedule_once(lambda _: self._redraw_when_free(), 0.2)

    def _redraw_when_free(self) -> None:
        """Drawing anew takes the button from under a finger: wait until it is lifted."""
        self._stale = self._finger_down
        if not self._finger_down:
            self._draw()

    def _resized(self, *_: object) -> None:
        self._draw()

    def _tick(self, _elapsed: float) -> None:
        self._clock_face.text = self._time()

    def _time(self) -> str:
        zone = ZoneInfo(self._hall.hall.timezone) if self._hall is not None else None
        return f"{self._now().astimezone(zone):%H:%M}"

    @property
    def _scale(self) -> float:
        wide, high = DESIGNED_FOR
        return min(Window.width / wide, Window.height / high) if Window.width > Window.height else Window.width / high

    def _draw(self) -> None:
        self.clear_widgets()
        self.add_widget(self._header())
        self.add_widget(self._body())
        self.add_widget(self._footer())

    def _body(self) -> Widget:
        words, scale = phrases(self.visit.language), self._scale
        at_home = isinstance(self.visit.state, st.Home)
        if self._hall is None or (at_home and self._away is not None):
            return away(words.say("screen", "opening" if self._away is None else "away"), scale)
        page = Page(self._hall, words, scale, Window.width > Window.height, self._happen)
        return PAGES[type(self.visit.state)](page, self.visit.state)

    def _header(self) -> Widget:
        scale, words = self._scale, phrases(self.visit.language)
        header = Bar(size_hint_y=None, height=scale * 96, padding=(scale * 40, 0), spacing=scale * 24)
        name = "" if self._hall is None else words.named(self._hall.hall.name, self._hall.hall.name_en)
        header.add_widget(Say(text=name, font_size=scale * 38, color=WHITE, halign="left"))
        self._clock_face = Say(
            text=self._time(), font_size=scale * 36, color=WHITE, size_hint_x=None, width=scale * 130
        )
        header.add_widget(self._clock_face)
        other = "en" if self.visit.language == "zh" else "zh"
        language = Touch(
            text=words.say("screen", "language"),
            font_size=scale * 28,
            size_hint=(None, None),
            size=(scale * 170, scale * 64),
            pos_hint={"center_y": 0.5},
            tint=BLUE,
            ink=WHITE,
            edge=WHITE,
        )
        language.bind(on_release=lambda *_: self._happen(on.LanguageChosen(other)))
        header.add_widget(language)
        return header

    def _footer(self) -> Widget:
        phone = "" if self._hall is None else self._hall.hall.phone
        text = phrases(self.visit.language).say("screen", "phone", phone=phone) if phone else ""
        return Say(text=text, font_size=self._scale * 24, color=GREY, size_hint_y=None, height=self._scale * 60)
