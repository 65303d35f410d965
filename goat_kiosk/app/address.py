"""Address of a kiosk without a window, polled because a router may assign another one; the window polls its own."""

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress

from goat_kiosk.errors import log_bugs
from goat_kiosk.host import network
from goat_kiosk.settings.config import Settings

POLL_INTERVAL_S = 1.0
"""A poll takes a tenth of a millisecond."""

_log = logging.getLogger(__name__)


async def follow_address(
    settings: Settings, port: int, url: str, on_change: Callable[[str], object], stop: asyncio.Event
) -> None:
    """Call `on_change` with each new spectators' URL of the server at `port`, until `stop` is set.

    `url` is the one in use. A public URL never changes.
    """
    if settings.public_url:
        await stop.wait()
    while not stop.is_set():
        with log_bugs(_log, "the look at the network"):
            new_url = network.current_url(settings.host, port, url)
            if new_url != url:
                url = new_url
                print(f"Spectators: {url}", file=sys.stderr)  # noqa: T201  said to the user
                on_change(url)
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_INTERVAL_S):
                await stop.wait()
