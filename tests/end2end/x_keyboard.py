"""X keyboard and pointer: XTEST presses keys, and a second client counts the events that the server sends."""

import ctypes
import subprocess
import time
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
from ctypes.util import find_library
from typing import Self

from tests.waiting import wait_until

_KEY_PRESS_MASK, _KEY_PRESS = 1, 2
_POINTER_ROOT = 1
"""What the server says while no window has the keyboard."""
_XEVENT_LONGS = 24


class XKeyboard:
    """Presses keys at `display`, and waits for the server's own repeats instead of for time to pass."""

    def __init__(self, display: str) -> None:
        self._name = display
        self._x, self._test = _library("X11"), _library("Xtst")
        self._x.XOpenDisplay.restype, self._x.XOpenDisplay.argtypes = c_void_p, [c_char_p]
        self._x.XStringToKeysym.restype, self._x.XStringToKeysym.argtypes = c_ulong, [c_char_p]
        self._display = c_void_p(self._x.XOpenDisplay(display.encode()))
        assert self._display.value

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._x.XCloseDisplay(self._display)

    def layout(self, name: str) -> None:
        """Set the keyboard layout."""
        subprocess.run(["setxkbmap", "-display", self._name, name], check=True)

    def code(self, key: str) -> int:
        """Return the key that has the symbol `key` in the layout in use."""
        code: int = self._x.XKeysymToKeycode(self._display, c_ulong(self._x.XStringToKeysym(key.encode())))
        assert code, key
        return code

    def down(self, *codes: int) -> None:
        """Press keys and hold them."""
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, c_uint(code), c_int(1), c_ulong(0))
        self._x.XFlush(self._display)

    def up(self, *codes: int) -> None:
        """Release keys. The next event is at least a millisecond later by the server's clock."""
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, c_uint(code), c_int(0), c_ulong(0))
        self._x.XSync(self._display, c_int(0))
        time.sleep(0.002)

    def tap(self, *keys: str) -> None:
        """Press keys one after the other."""
        for code in map(self.code, keys):
            self.press(code)

    def press(self, code: int) -> None:
        """Press a key and release it."""
        self.down(code)
        self.up(code)

    def focused(self) -> int:
        """Return the window that has the keyboard focus."""
        window, reverts = c_ulong(), c_int()
        self._x.XGetInputFocus(self._display, byref(window), byref(reverts))
        return window.value

    def wait_for_a_window(self) -> None:
        """Wait until a window has the keyboard focus."""
        wait_until(lambda: self.focused() > _POINTER_ROOT)

    def focus(self, window: int) -> None:
        """Give a window the keyboard focus."""
        self._x.XSetInputFocus(self._display, c_ulong(window), c_int(1), c_ulong(0))
        self._x.XSync(self._display, c_int(0))

    def window(self) -> int:
        """Return a window of this client's own, shown in a corner."""
        self._x.XDefaultRootWindow.restype = self._x.XCreateSimpleWindow.restype = c_ulong
        root = self._x.XDefaultRootWindow(self._display)
        words = (c_int(0), c_int(0), c_uint(9), c_uint(9), c_uint(0), c_ulong(0), c_ulong(0))
        window: int = self._x.XCreateSimpleWindow(self._display, c_ulong(root), *words)
        self._x.XMapWindow(self._display, c_ulong(window))
        self._x.XSync(self._display, c_int(0))
        return window

    def hold(self, code: int, repeats: int) -> None:
        """Hold a key until the server has sent `repeats` repeats to the window with the keyboard focus."""
        self.listen(self.focused())
        self.down(code)
        self.wait_for_presses(repeats + 1)

    def listen(self, window: int) -> None:
        """Receive the presses that `window` receives."""
        self._x.XSelectInput(self._display, c_ulong(window), c_long(_KEY_PRESS_MASK))
        self._x.XSync(self._display, c_int(1))

    def wait_for_presses(self, count: int) -> None:
        """Wait until the server has sent `count` key presses, repeats included."""
        event = (c_long * _XEVENT_LONGS)()
        while count:
            self._x.XNextEvent(self._display, byref(event))
            count -= ctypes.cast(event, ctypes.POINTER(c_int))[0] == _KEY_PRESS

    def click(self, x: int, y: int) -> None:
        """Tap at a place of the screen."""
        self._test.XTestFakeMotionEvent(self._display, c_int(-1), c_int(x), c_int(y), c_ulong(0))
        for down in (1, 0):
            self._test.XTestFakeButtonEvent(self._display, c_uint(1), c_int(down), c_ulong(0))
        self._x.XFlush(self._display)


def _library(name: str) -> ctypes.CDLL:
    found = find_library(name)
    assert found, f"lib{name} is not installed"
    return ctypes.CDLL(found)
