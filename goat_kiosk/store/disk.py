"""Disk monitor: checks the log's disk twice a second, and describes its problems in sentences.

A broken file system may never return from a call, so the checks run in a thread of their own, and a check that does not
return is a problem too. While writes fail, it retries one that changes nothing; so ``/healthz`` shows that the disk
works again before the next bag.
"""

import logging
import math
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple, Self

from goat_kiosk.errors import log_bugs
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.writer import SLOW_S
from goat_kiosk.store.recovery.rescue import rescue

ALMOST_FULL_BYTES = 200_000_000
"""Bytes. An evening of scores is under 10 MB; the system itself fails sooner than that when its disk is full."""
FULL_BYTES = 64_000
"""Bytes. A bag takes up to five pages of 4,096, and a round may take twice as many."""
POLL_INTERVAL_S = 0.5
"""Seconds; a problem must be shown within one."""
UNRESPONSIVE_S = 5.0
"""Seconds after which a slow disk counts as one that saves nothing: half of a phone's timeout."""
_REPORTED_FOR_S = 15.0
"""Seconds for which a slow write or a failed read is reported: longer than it takes to throw the next bag."""
_RESCUE_RETRY_S = 30.0
"""Seconds until the rescue of a truncated log is retried, as on a full disk."""

MISSING = "The data folder {folder} is away ({reason}). Bring its disk back: no bag can be saved."
READ_ONLY = (
    "The disk of {folder} is read-only: no bag can be saved. Make it writable, or start with another --data-dir."
)
FULL = "The disk is full: no bag can be saved. Delete something large; then it goes on by itself."
ALMOST_FULL = "The disk is almost full, {free} MB left. Delete something large, or bags cannot be saved."
WRITE_WAITS = "The disk is slow: a bag is waiting for it."
LAST_WRITE_SLOW = "The disk is slow: the last bag took {seconds} s."
NOT_RESPONDING = "The disk does not answer. Bags wait, and are saved in order when it does."


_log = logging.getLogger(__name__)


class DiskProblem(NamedTuple):
    """A problem: a sentence with ``{names}``, their values, and whether it prevents every write."""

    sentence: str
    values: dict[str, object]
    blocks_writes: bool = True

    def __str__(self) -> str:
        return self.sentence.format_map(self.values)


class DiskMonitor:
    """The disk of a log. Any thread may call `problem`."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._problem: DiskProblem | None = None
        self._free_bytes: int | None = None
        self._poll_began: float | None = None
        self._polled_at: float | None = None
        """When the last check returned, by the monotonic clock."""
        self._probe_result: Future[None] | None = None
        self._rescue_at = 0.0
        """When to rescue the log next, if it was truncated (`time.monotonic`)."""
        self._was_refusing = False
        self._listeners: list[Callable[[], object]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="disk", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        # A check may hang in the file system for good; its result is not needed any more.
        self._thread.join(timeout=POLL_INTERVAL_S)

    def problem(self) -> DiskProblem | None:
        """Return the worst problem; None when there is none."""
        status, now, poll_began = self._log.writer_thread.status, time.monotonic(), self._poll_began
        if poll_began is not None and now - poll_began > UNRESPONSIVE_S:
            return DiskProblem(NOT_RESPONDING, {})
        if self._problem is not None and self._problem.blocks_writes:
            return self._problem
        if status.write_began is not None and (waited := now - status.write_began) > SLOW_S:
            silent = waited > UNRESPONSIVE_S
            return DiskProblem(NOT_RESPONDING if silent else WRITE_WAITS, {}, blocks_writes=silent)
        if refusal := status.last_error or self._recent_read_error(now):
            return DiskProblem(refusal.replace("{", "{{").replace("}", "}}"), {})
        if status.last_slow is not None and now - status.last_slow[0] < _REPORTED_FOR_S:
            return DiskProblem(LAST_WRITE_SLOW, {"seconds": round(status.last_slow[1], 1)}, blocks_writes=False)
        return self._problem

    def _recent_read_error(self, now: float) -> str:
        """Return why a recent read failed; "" when none did."""
        failed_at, sentence = self._log.last_read_error or (-math.inf, "")
        return sentence if now - failed_at < _REPORTED_FOR_S else ""

    def free_bytes(self) -> int | None:
        """Return the free bytes at the last check; None while the disk is missing."""
        return self._free_bytes

    def age(self) -> float | None:
        """Return the seconds since the last check returned; None before the first."""
        return None if self._polled_at is None else time.monotonic() - self._polled_at

    def on_recovered(self, listener: Callable[[], object]) -> None:
        """Call `listener`, in the monitor's thread, whenever a write succeeds after one that failed."""
        self._listeners.append(listener)

    def _notify_if_recovered(self) -> None:
        before, self._was_refusing = self._was_refusing, bool(self._log.writer_thread.status.last_error)
        if before and not self._was_refusing:
            for listener in self._listeners:
                listener()

    def poll(self) -> None:
        """Check the file system now."""
        self._poll_began = time.monotonic()
        try:
            self._free_bytes = free_bytes(self._log)
            self._problem = find_problem(self._log)
            self._polled_at = time.monotonic()
        finally:
            self._poll_began = None

    def _watch(self) -> None:
        while not self._stop.is_set():
            with log_bugs(_log, "checking the disk"):
                self.poll()
                self._notify_if_recovered()
                if (self._log.writer_thread.status.last_error or self._log.wal.is_suspicious()) and (
                    self._probe_result is None or self._probe_result.done()
                ):
                    self._probe_result = self._log.writer_thread.write(self._probe)
            self._stop.wait(POLL_INTERVAL_S)

    def _probe(self) -> None:
        """Try a write; if it finds the log truncated, rescue what is left. Raises `NotSaved`."""
        try:
            self._log.probe()
        finally:
            if self._log.wal.is_lost and time.monotonic() >= self._rescue_at:
                self._rescue_at = time.monotonic() + _RESCUE_RETRY_S
                rescue(self._log)
                self._rescue_at = math.inf


def find_problem(log: EventLog) -> DiskProblem | None:
    """Return the problem that the file system reports for the log's folder."""
    folder = log.path.parent
    if (reason := log.missing_reason()) is not None:
        return DiskProblem(MISSING, {"folder": folder, "reason": reason})
    try:
        free, read_only = shutil.disk_usage(folder).free, _is_read_only(log)
    except OSError as error:
        return DiskProblem(MISSING, {"folder": folder, "reason": error.strerror})
    if read_only:
        return DiskProblem(READ_ONLY, {"folder": folder})
    if free < FULL_BYTES:
        return DiskProblem(FULL, {})
    return (
        DiskProblem(ALMOST_FULL, {"free": free // 1_000_000}, blocks_writes=False) if free < ALMOST_FULL_BYTES else None
    )


def free_bytes(log: EventLog) -> int | None:
    """Return the free bytes on a log's disk; None when the system does not tell."""
    try:
        return shutil.disk_usage(log.path.parent).free
    except OSError:
        return None


def _is_read_only(log: EventLog) -> bool:
    if sys.platform != "win32" and os.statvfs(log.path).f_flag & os.ST_RDONLY:
        return True
    return not os.access(log.path, os.W_OK)
