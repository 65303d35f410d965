"""Second event loop in another network namespace: what it opens and starts is there.

A namespace belongs to a thread (https://man7.org/linux/man-pages/man2/setns.2.html), so a thread that has moved into
one opens sockets and starts processes there, while the rest of this process stays where it is.
"""

import asyncio
import ctypes
import os
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar

_CLONE_NEWNET = 0x40000000
Result = TypeVar("Result")


class FarLoop:
    """An event loop in another thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def start(self, namespace_pid: int, started: "Future[None]") -> None:
        """Move this thread to the namespace of a process, and run the loop."""
        space = os.open(f"/proc/{namespace_pid}/ns/net", os.O_RDONLY)
        failed = ctypes.CDLL(None, use_errno=True).setns(space, _CLONE_NEWNET)
        os.close(space)
        if failed:
            started.set_exception(OSError(ctypes.get_errno(), "setns"))
            return
        self._loop.call_soon(started.set_result, None)
        self._loop.run_forever()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine in that loop, and return its result to this one."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    @asynccontextmanager
    async def enter(self, context: AbstractAsyncContextManager[Result]) -> AsyncIterator[Result]:
        """Enter and leave a context in that loop."""

        async def enter() -> Result:
            return await context.__aenter__()

        async def leave() -> None:
            await context.__aexit__(None, None, None)

        yield await self.run(enter())
        await self.run(leave())


@contextmanager
def far_loop(namespace_pid: int) -> Iterator[FarLoop]:
    """Run a loop in the namespace of a process until the block ends."""
    loop, started = FarLoop(), Future[None]()
    thread = threading.Thread(target=loop.start, args=(namespace_pid, started))
    thread.start()
    try:
        started.result()
        yield loop
    finally:
        loop.stop()
        thread.join()
