"""Signals end a kiosk, under whatever loop it runs."""

import asyncio
import os
import signal
import threading
from typing import NoReturn

import pytest

from goat_kiosk.running import signals
from tests.waiting import SOON


def not_implemented(*_: object) -> NoReturn:
    raise NotImplementedError


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_a_loop_that_reads_no_sockets_as_on_windows(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", not_implemented)
    stop = asyncio.Event()
    with signals(stop):
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stop.wait(), SOON)


async def test_nothing_of_it_is_left() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with signals(asyncio.Event()):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert "signals" not in {thread.name for thread in threading.enumerate()}
