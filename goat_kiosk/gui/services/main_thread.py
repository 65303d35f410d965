"""Main-thread calls: how another thread runs a method of a window's object, without ever owning that object.

A QObject may only be destroyed in its own thread, and Python destroys it wherever its last reference goes. A worker
that holds a bound method of one can therefore crash the program when the window has dropped it meanwhile. What
`in_main_thread` returns holds its object weakly, and looks for it in the main thread.
"""

import functools
import weakref
from collections.abc import Callable
from typing import Any, ParamSpec

import shiboken6
from PySide6.QtCore import QObject, Signal

Parameters = ParamSpec("Parameters")


class _Calls(QObject):
    """The queue: Qt delivers a signal in the thread of its receiver, here the main one."""

    requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.requested.connect(self._run)

    def _run(self, call: Callable[[], None]) -> None:
        call()


@functools.cache
def _calls() -> _Calls:
    return _Calls()


def in_main_thread(method: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Return a function for any thread that runs the bound `method` in this one, unless its object is gone by then.

    To be called in the main thread. From there the returned function runs the method at once.
    """
    calls = _calls()
    receiver: weakref.WeakMethod[Any] = weakref.WeakMethod(method)

    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        method = receiver()
        if method is not None and shiboken6.isValid(method.__self__):
            method(*args, **kwargs)

    def request(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        calls.requested.emit(functools.partial(run, *args, **kwargs))

    return request
