"""The whole screen: runs the flow, draws what state it is in, watches how long nobody touches. Performs no effect."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.flow.offer import Offer
from kiosk.flow.patience import patience
from kiosk.flow.state import Visit
from kiosk.memory import give_back
from kiosk.phrase import phrases
from kiosk.ui.arrange import let_go
from kiosk.ui.frame import Frame
from kiosk.ui.known import Known, Moment, index_of
from kiosk.ui.page import Page
from kiosk.ui.registry import view_of
from kiosk.ui.theme import THEMES, scale_of
from kiosk.worker import HallAway, HallSeen, Message, PrinterSeen
from server.wire.content import Content

CLOCK_S = 5.0
SLIDE_S = 9.0
CORNER_DP, CORNER_S = 90, 4.0
SETTLE_S = 0.3
"""A second touch of a double tap lands on the screen that has just come: it is not meant for it."""
AGAIN_S, SPOT_DP = 1.0, 90
"""A finger that goes on tapping one spot, never longer apart, does not close the number it has taken there."""
SOON_S = 0.06
"""So long a ticket may take before it is shown that it is on its way: drawing would hold it up, and often it is there
by then."""
ON_ITS_WAY = (st.Issuing, st.Printing)
AT_REST = (st.Home, st.Attract)
WITHOUT_COUNTDOWN = (st.Attract, st.Pairing)
NUMBERS = (st.Shown, st.ShownOffline, st.PrintFailed, st.OfflineFailed)
LIVE = (st.Home, st.Attract, st.Services, st.Confirming, st.Reading)
"""States that show what changes in the hall; the others are not drawn anew under a reader's eyes."""


class Stage(Widget):
    """Give it messages with `tell` and what it may show with `know`; it hands effects to `perform`."""

    perform: Callable[[do.Effect], None]

    def __init__(self, now: Callable[[], datetime], **properties: object) -> None:
        super().__init__(size=Window.size, **properties)
        self.visit = Visit()
        self.known = Known()
        self._now, self._slide = now, 0
        self._fingers, self._stale = 0, False
        self.settled_at = 0.0
        self._spot, self._tapped_at = (0.0, 0.0), -AGAIN_S
        self._is_number_new = False
        self._frame: Frame | None = None
        self._left: int | None = None
        self._corner, self._idle, self._counting, self._soon = None, None, None, None
        self._corner_finger: object = None
        self._clocks = (Clock.schedule_interval(self._tick, CLOCK_S), Clock.schedule_interval(self._turn, SLIDE_S))
        Window.bind(size=self._resized, on_touch_down=self._down, on_touch_up=self._up)
        self._draw()
        self._wait_for_a_touch()

    def close(self) -> None:
        """Let go of the window and the clock."""
        for each in (*self._clocks, self._corner, self._idle, self._counting, self._soon):
            if each is not None:
                each.cancel()
        Window.unbind(size=self._resized, on_touch_down=self._down, on_touch_up=self._up)

    def tell(self, message: Message) -> None:
        """What the worker or a finger says."""
        if isinstance(message, HallSeen):
            is_new = message.hall != self.known.hall
            self.know(hall=message.hall)
            self._happen(on.HallChanged(self._offer(message)))
            self._happen(on.ServerAway() if message.is_kept else on.ServerBack())
            if is_new and isinstance(self.visit.state, LIVE):
                self._redraw_when_free()
        elif isinstance(message, PrinterSeen):
            is_new = message.printer.trouble != self.known.trouble
            self.know(trouble=message.printer.trouble)
            if is_new and isinstance(self.visit.state, LIVE):
                self._redraw_when_free()
        elif isinstance(message, HallAway):
            self._happen(on.ServerAway())
        else:
            self._happen(message)

    def know(self, **what: object) -> None:
        """Something else to be shown from now on; see `Known`."""
        if "content" in what and what["content"] != self.known.content:
            what = what | {"index": index_of(what["content"])}
        before, self.known = self.known, replace(self.known, **what)
        if (before.content, before.facts) != (self.known.content, self.known.facts):
            self._redraw_when_free()

    def _offer(self, seen: HallSeen) -> Offer:
        if seen.is_kept and seen.hall.hall.business_day != f"{self._local():%Y-%m-%d}":
            return Offer.of_an_earlier_day(seen.hall)
        return Offer.from_hall(seen.hall, self._items())

    def _items(self) -> tuple[object, ...]:
        content: Content | None = self.known.content
        return () if content is None else content.guides

    def _touched(self, drawn: Visit, event: on.Event) -> None:
        """A finger that went down on a screen which is gone by now did not mean this one."""
        if drawn is self.visit or (type(drawn.state), drawn.mode) == (type(self.visit.state), self.visit.mode):
            self._happen(event)

    def _happen(self, event: on.Event) -> None:
        before = self.visit
        self.visit, effects = step(self.visit, event)
        # What others have to do is begun first: drawing takes its time.
        for effect in effects:
            self.perform(effect)
        if self.visit != before:
            self._changed(before)

    def _changed(self, before: Visit) -> None:
        is_other = type(before.state) is not type(self.visit.state)
        if is_other:
            self._slide, self.settled_at = 0, Clock.get_boottime() + SETTLE_S
            self._is_number_new = isinstance(self.visit.state, NUMBERS)
        only_known = replace(before, around=self.visit.around) == self.visit
        if only_known:
            self._redraw_when_free()
            return
        if isinstance(self.visit.state, ON_ITS_WAY):
            self._soon = self._soon or Clock.schedule_once(lambda _: self._draw(), SOON_S)
        else:
            self._draw()
        self._wait_for_a_touch()

    def _wait_for_a_touch(self) -> None:
        for each in (self._idle, self._counting):
            if each is not None:
                each.cancel()
        self._idle, self._counting = None, None
        if self._left is not None:
            self._left = None
            self._frame.leaving(None)
        waits = patience(self.visit)
        if waits is not None:
            self._idle = Clock.schedule_once(lambda _: self._nobody(round(waits.countdown_s)), waits.idle_s)

    def _nobody(self, countdown: int) -> None:
        """Count down, where somebody may still be reading; then it is over."""
        if countdown <= 0:
            self._over()
            return
        self._left = countdown
        if not isinstance(self.visit.state, WITHOUT_COUNTDOWN):
            self._frame.leaving(countdown)
        self._counting = Clock.schedule_interval(self._second, 1.0)

    def _second(self, _elapsed: float) -> bool:
        self._left -= 1
        if self._left <= 0:
            self._over()
            return False
        if not isinstance(self.visit.state, WITHOUT_COUNTDOWN):
            self._frame.leaving(self._left)
        return True

    def _over(self) -> None:
        self._left = None
        before = self.visit
        self._happen(on.TimedOut())
        if self.visit == before:
            self._wait_for_a_touch()

    def settle(self) -> None:
        """The next touch is meant for this screen, however soon it comes."""
        self.settled_at, self._is_number_new = 0.0, False

    def _is_meant(self, touch: object) -> bool:
        """For this screen, not for the one before it."""
        now, (x, y) = Clock.get_boottime(), self._spot
        near = SPOT_DP * scale_of(*self.size)
        is_again = now < self._tapped_at + AGAIN_S and abs(touch.x - x) < near and abs(touch.y - y) < near
        self._spot, self._tapped_at = (touch.x, touch.y), now
        if now < self.settled_at or (is_again and self._is_number_new):
            return False
        self._is_number_new = False
        return True

    def _down(self, _window: object, touch: object) -> bool:
        self._fingers += 1
        if not self._is_meant(touch):
            return True
        self._wait_for_a_touch()
        corner = CORNER_DP * scale_of(*self.size)
        if self._corner is None and touch.x < corner and touch.y > self.height - corner:
            self._corner = Clock.schedule_once(lambda _: self._happen(on.CornerHeld()), CORNER_S)
            self._corner_finger = touch
        return False

    def _up(self, _window: object, touch: object) -> None:
        self._fingers = max(0, self._fingers - 1)
        if self._corner is not None and touch is self._corner_finger:
            self._corner.cancel()
            self._corner, self._corner_finger = None, None
        if self._stale:
            # After the button under the finger has had its release.
            Clock.schedule_once(lambda _: self._redraw_when_free(), 0.2)

    def _redraw_when_free(self) -> None:
        """Drawing anew takes the button from under a finger: wait until it is lifted."""
        self._stale = self._fingers > 0
        if not self._stale:
            self._draw()

    def _resized(self, *_: object) -> None:
        self.size = Window.size
        self._draw()

    def _tick(self, _elapsed: float) -> None:
        self._frame.clock.tell(self._clock_face())
        if not self._fingers and isinstance(self.visit.state, AT_REST):
            give_back()

    def _turn(self, _elapsed: float) -> None:
        """The next slide."""
        if isinstance(self.visit.state, st.Attract) and not self._fingers:
            self._slide += 1
            self._draw()

    def _local(self) -> datetime:
        zone = self.known.timezone
        return self._now().astimezone(ZoneInfo(zone) if zone else None)

    def _clock_face(self) -> str:
        return f"{self._local():%H:%M}"

    def page(self) -> Page:
        """What the present screen is made with."""
        wide, high = self.size
        drawn = self.visit
        return Page(
            visit=drawn,
            known=self.known,
            words=phrases(drawn.language),
            theme=THEMES[drawn.mode],
            scale=scale_of(wide, high),
            wide=wide > high,
            moment=Moment(self._local(), self._slide),
            touched=lambda event: self._touched(drawn, event),
        )

    def _draw(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        page = self.page()
        view = view_of(page)
        same = self._frame is not None and (type(self._frame.page.visit.state), self._frame.view.place) == (
            type(self.visit.state),
            view.place,
        )
        frame = Frame(page, view, self._clock_face(), self._frame.scroll_y if same else 1.0)
        self.clear_widgets()
        if self._frame is not None:
            let_go(self._frame)
        frame.place(0, 0, *self.size)
        self.add_widget(frame)
        self._frame = frame
        if self._left is not None and not isinstance(self.visit.state, WITHOUT_COUNTDOWN):
            frame.leaving(self._left)
