"""Stick watch: a stick with backups that is plugged in on the first page is offered at once, as at the start."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from goat_kiosk.host.removable_disks import list_disks
from goat_kiosk.store.backup_search import list_backup_folders

POLL_INTERVAL_S = 2.0


@asynccontextmanager
async def watch_sticks(
    stop: asyncio.Event, disks: Callable[[], list[Path]] = list_disks
) -> AsyncIterator[asyncio.Event]:
    """Watch while the block runs; a stick that is plugged in sets the event, and `stop`: the program starts again."""
    plugged_in = asyncio.Event()
    task = asyncio.ensure_future(_watch(stop, plugged_in, disks))
    try:
        yield plugged_in
    finally:
        task.cancel()


async def _watch(stop: asyncio.Event, plugged_in: asyncio.Event, disks: Callable[[], list[Path]]) -> None:
    known = await _folders(disks)  # those have been offered
    while not (new := await _folders(disks)) - known:
        known = new
        await asyncio.sleep(POLL_INTERVAL_S)
    plugged_in.set()
    stop.set()


async def _folders(disks: Callable[[], list[Path]]) -> set[Path]:
    return set(await asyncio.to_thread(lambda: list_backup_folders(disks())))
