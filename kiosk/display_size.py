"""How large an X display is, before there is a window on it. Knows libX11's few words, no Kivy.

Xlib, "Display Functions"; the library is there wherever SDL finds an X display.
"""

import ctypes

X11 = "libX11.so.6"


def display_size(name: str) -> tuple[int, int] | None:
    """Width and height of the default screen in pixels; None: nobody answers there, or there is no libX11."""
    try:
        x11 = ctypes.CDLL(X11)
    except OSError:
        return None
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [ctypes.c_char_p], ctypes.c_void_p
    display = x11.XOpenDisplay(name.encode())
    if not display:
        return None
    for ask in (x11.XDefaultScreen, x11.XCloseDisplay):
        ask.argtypes = [ctypes.c_void_p]
    for ask in (x11.XDisplayWidth, x11.XDisplayHeight):
        ask.argtypes = [ctypes.c_void_p, ctypes.c_int]
    screen = x11.XDefaultScreen(display)
    size = (int(x11.XDisplayWidth(display, screen)), int(x11.XDisplayHeight(display, screen)))
    x11.XCloseDisplay(display)
    return size
