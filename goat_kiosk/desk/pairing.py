"""Which phones may keep score: paired by a code shown at the desk, for one court or all, until they are revoked.

The code is for one phone and five minutes. What the phone gets for it is a key of its own, ``<number>.<secret>``, of
which the kiosk keeps a fingerprint. A plain SHA-256 is enough there: the secret is 256 random bits, so a stolen
database cannot be searched for it as it could for a password.

Phones are changed by the desk's thread only. `find` may be called from any thread: it reads a dictionary of frozen
values. A command is checked twice, when it comes and at the desk in the same turn as the event is recorded (`allow`),
so a phone that is revoked while its command is on the way has not written.

What changes is written by the log's own writer, in its order (`store.write_queue`): a slow disk makes nobody wait here
either.
Revoking alone does not wait to be written: it holds at once, and what the disk did not take is written when it does.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, NamedTuple

from msgspec.structs import replace

from goat_kiosk.domain.names import MAX_NAME_LENGTH, clean_name
from goat_kiosk.errors import KioskError, NotAllowed, NotFound, RuleViolation, log_bugs
from goat_kiosk.host.clock import DAY_MS, Clock, Milliseconds
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.write_queue import NoWrite, Write, WriteQueue
from goat_kiosk.store.writer import LogWriter

CODE_MS = 5 * 60 * 1000
"""Long enough to fetch a phone from a coat, too short for a photograph of the screen to be of use later."""
MOST_CODES = 16
MOST_DEVICES = 100
"""More scorers than a venue of 64 courts has; a script that pairs without end is stopped here."""
MOST_ENDED = 1_000
"""Phones held that may no longer write."""

Duration = Literal["evening", "month"]
_MONTH = timedelta(days=30)
_MORNING = 6
"""O'clock. An evening of cornhole is over by then."""
_SURE_MS = 7 * DAY_MS
"""So long after a phone was seen last, a clock that says its pairing is over is believed, and it stays over."""
_SEEN_EVERY_MS = 60_000
"""When a phone was seen last is kept on the disk once a minute, not with every bag."""

_log = logging.getLogger(__name__)


class PairingCode(NamedTuple):
    """A code that is shown to be scanned."""

    code: str
    court: str | None
    expires: int
    """When the code is worth nothing any more, in milliseconds since 1970."""
    duration: Duration


class Pairing:
    """The phones of one kiosk."""

    def __init__(self, devices: Devices, clock: Clock | Milliseconds, turns: WriteQueue | None = None) -> None:
        """`turns` are those of the log that the devices stand beside. Raises `Unavailable` or `NotSaved`."""
        self._store = devices
        self._write_queue = turns or WriteQueue(LogWriter())
        self._unsaved: set[int] = set()
        """Phones that were revoked, and the disk does not know it yet."""
        self.clock = Clock.of(clock)
        self._codes: dict[bytes, PairingCode] = {}
        self._code_ends: dict[bytes, int] = {}
        """When each code is worth nothing any more, by the steady clock."""
        self._listeners: list[Callable[[], None]] = []
        devices.forget(MOST_DEVICES + MOST_ENDED)
        self._devices = {device.id: device for device in devices.all()}
        self._pairing_ends = {device.id: self._end_of(device) for device in self._devices.values()}
        """When each pairing runs out, by the steady clock: setting the wall clock neither ends nor prolongs one."""
        self._seen_saved = {device.id: device.seen for device in self._devices.values()}

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a phone is paired, renamed or revoked, at the desk's thread."""
        self._listeners.append(listener)

    @property
    def now(self) -> int:
        """What the clock says that all times here are of, in milliseconds since 1970."""
        return self.clock.wall()

    @property
    def devices(self) -> list[Device]:
        """The phones that may write now, the newest pairing first."""
        return [each for each in reversed(self._devices.values()) if not each.revoked and not self._has_expired(each)]

    def create_code(self, court: str | None = None, lasts: Duration = "month") -> PairingCode:
        """Return a fresh code that pairs one phone with `court`, or with all."""
        now = self.clock.wall()
        self._codes = {mark: each for mark, each in self._codes.items() if self._is_open(mark)}
        self._code_ends = {mark: self._code_ends[mark] for mark in self._codes}
        while len(self._codes) >= MOST_CODES:
            del self._codes[next(iter(self._codes))]
        made = PairingCode(secrets.token_urlsafe(16), court, now + CODE_MS, lasts)
        mark = _fingerprint(made.code)
        self._codes[mark], self._code_ends[mark] = made, self.clock.steady() + CODE_MS
        return made

    def _is_open(self, mark: bytes) -> bool:
        return mark in self._codes and self._code_ends[mark] > self.clock.steady()

    def is_valid(self, offer: PairingCode) -> bool:
        """Whether a phone can still be paired with this code."""
        return self._is_open(_fingerprint(offer.code))

    def withdraw_code(self, offer: PairingCode) -> None:
        """Make the code worth nothing."""
        self._codes.pop(_fingerprint(offer.code), None)

    def pair(self, code: str, name: str) -> tuple[Device, str]:
        """Return the phone that brought `code`, and the key that is its own from now on.

        Raises `NotAllowed` for a code that is wrong, used or too old, `InvalidValue`, `RuleViolation` or `NotSaved`.
        """
        return self._write_queue.submit(partial(self._prepare_pair, code, name))

    def _prepare_pair(self, code: str, name: str) -> Write[Device, tuple[Device, str]]:
        mark = _fingerprint(code)
        if not self._is_open(mark):
            raise NotAllowed("This code is used up or too old. Scan the one that the kiosk shows now.")
        if len(self.devices) >= MOST_DEVICES:
            raise RuleViolation("{most} phones are paired. Revoke one at the kiosk first.", most=MOST_DEVICES)
        offer, now, secret = self._codes[mark], self.clock.date(), secrets.token_urlsafe(32)
        runs_out = self.clock.steady() + _end(now, offer.duration) - now
        named = self._free_name(clean_name(name))
        wanted = Device(0, named, offer.court, _fingerprint(secret), now, _end(now, offer.duration), seen=now)

        def settle(device: Device) -> tuple[Device, str]:
            self._codes.pop(mark, None)
            self._seen_saved[device.id], self._pairing_ends[device.id] = now, runs_out
            self._forget_ended()
            self._notify(device)
            return device, f"{device.id}.{secret}"

        return Write(partial(self._store.add, wanted), settle)

    def authenticate(self, key: str) -> Device | None:
        """Return the phone whose key this is, None when it is nobody's. Raises `NotAllowed` when it may not write."""
        number, _, secret = key.partition(".")
        device = self._devices.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
        if device is None or not secrets.compare_digest(device.fingerprint, _fingerprint(secret)):
            return None
        self._check(device)
        return device

    def authorize(self, device_id: int, court: str | None = None) -> Device:
        """Return the phone, seen now, when it may still write, and may write `court`. Raises `NotAllowed`."""
        device = self._devices.get(device_id)
        if device is None:
            raise NotAllowed("The kiosk has ended this phone's pairing. Scan a new code there to keep score again.")
        self._check(device)
        if court is not None and device.court not in {None, court}:
            raise NotAllowed(
                "This phone keeps score on {own} only. For {court}, pair it anew at the kiosk.",
                own=device.court,
                court=court,
            )
        return self._touch(device)

    def rename(self, device_id: int, name: str) -> Device:
        """Give the phone a name. Raises `NotFound`, `InvalidValue` or `NotSaved`."""
        cleaned = clean_name(name)

        def start() -> Write[None, Device] | NoWrite[Device]:
            device = self._device(device_id)
            if cleaned == device.name:
                return NoWrite(device)
            free = self._free_name(cleaned)

            def settle(_: None) -> Device:
                return self._notify(replace(self._devices[device_id], name=free))

            return Write(partial(self._store.rename, device_id, free), settle)

        return self._write_queue.submit(start)

    def revoke(self, device_id: int) -> None:
        """End the pairing at once. Raises `NotFound`, or `NotSaved`; the phone may not write even then.

        What could not be saved may be revoked again, and is saved by `keep_up` when the disk takes it.
        """
        if device_id not in self._unsaved:
            self._notify(replace(self._device(device_id), revoked=True))
            self._unsaved.add(device_id)
        self._write_queue.submit(
            lambda: Write(partial(self._store.revoke, device_id), lambda _: self._unsaved.discard(device_id))
        )

    def retry_saving(self) -> None:
        """Save what the disk did not take before; to be called when it takes something again."""
        for device_id in list(self._unsaved):
            with suppress(KioskError):  # not yet: it is called again
                self.revoke(device_id)

    def _forget_ended(self) -> None:
        """Hold no more phones that may not write than can be told why: an old one is a stranger."""
        ended = [each.id for each in self._devices.values() if each.revoked or self._has_expired(each)]
        gone = set(ended[:-MOST_ENDED]) - self._unsaved
        self._devices = {number: device for number, device in self._devices.items() if number not in gone}
        self._seen_saved = {number: seen for number, seen in self._seen_saved.items() if number not in gone}
        self._pairing_ends = {number: end for number, end in self._pairing_ends.items() if number not in gone}

    def _end_of(self, device: Device) -> int:
        """Return when a pairing from before this start runs out, by the steady clock.

        The wall clock may have been set meanwhile. What a phone has lived through does not come back (`seen`), and one
        that the clock says is yet to be paired has run out: either time was wrong. A clock that is far ahead ends all
        pairings while it is, and none for good.
        """
        now, known = self.clock.wall(), max(device.seen, device.paired)
        left = device.expires - max(now, known) if now > device.paired - DAY_MS else 0
        if left <= 0 <= now - known < _SURE_MS and not device.revoked:
            self._write_queue.write_soon(partial(self._store.touch, device.id, device.expires))
        return self.clock.steady() + left

    def _has_expired(self, device: Device) -> bool:
        return self.clock.steady() >= self._pairing_ends.get(device.id, 0)

    def _device(self, device_id: int) -> Device:
        if device_id not in self._devices or self._devices[device_id].revoked:
            raise NotFound("There is no paired phone {device_id}.", device_id=device_id)
        return self._devices[device_id]

    def _check(self, device: Device) -> None:
        if device.revoked:
            raise NotAllowed("The kiosk has ended this phone's pairing. Scan a new code there to keep score again.")
        if self._has_expired(device):
            raise NotAllowed("This phone's pairing has run out. Scan a new code at the kiosk to keep score again.")

    def _touch(self, device: Device) -> Device:
        # What the wall clock would say if nobody had set it since the start.
        now = device.expires - (self._pairing_ends[device.id] - self.clock.steady())
        seen = replace(device, seen=now)
        self._replace(seen)
        if now - self._seen_saved.get(device.id, 0) >= _SEEN_EVERY_MS:
            self._seen_saved[device.id] = now
            self._write_queue.write_soon(partial(self._store.touch, device.id, now))
        return seen

    def _replace(self, device: Device) -> None:
        self._devices = self._devices | {device.id: device}  # a new one: other threads read the old one meanwhile

    def _notify(self, device: Device) -> Device:
        self._replace(device)
        for listener in self._listeners:
            with log_bugs(_log, "showing who is paired"):
                listener()
        return device

    def _free_name(self, wanted: str) -> str:
        taken, name, number = {device.name for device in self.devices}, wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted[: MAX_NAME_LENGTH - 4]} {number}"
        return name


def _fingerprint(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def _end(now: int, lasts: Duration) -> int:
    """Return when a pairing made `now` runs out: at the next six in the morning here, or in a month."""
    here = datetime.fromtimestamp(now / 1000).astimezone()
    if lasts == "month":
        return int((here + _MONTH).timestamp() * 1000)
    # Without its offset, for the night may be the one in which summer time begins or ends.
    now_here = here.replace(tzinfo=None)
    morning = now_here.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    ends = morning if now_here < morning else morning + timedelta(days=1)
    return int(ends.astimezone().timestamp() * 1000)
