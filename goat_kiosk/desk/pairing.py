"""Pairing of phones that may keep score: by a code shown at the desk, for one court or all, until they are revoked.

A code is valid for one phone and five minutes. In exchange the phone gets a key of its own, ``<number>.<secret>``, of
which the kiosk stores a hash. A plain SHA-256 is enough: the secret has 256 random bits, so it cannot be guessed from
a stolen database as a password could.

Phones are changed in the desk's thread only. `authenticate` may be called from any thread: it reads a dictionary of
frozen values. A command is authorized twice, when it arrives and in the write queue right before the event is recorded
(`authorize`), so a phone that is revoked while its command waits writes nothing.

Changes are written by the log's writer, in the order of `store.log.write_queue`, so a slow disk blocks nobody here
either. Only a revocation does not wait for the disk: it is in force at once, and is saved again if the disk refused it.
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

from goat_kiosk.desk.changes import Unsubscribe
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_name
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError, LimitReached, NotFound, PairingEnded, WrongCode, WrongCourt, log_bugs
from goat_kiosk.host.clock import DAY_MS, MINUTE_MS, Clock, Milliseconds
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.log.write_queue import NoWrite, Write, WriteQueue
from goat_kiosk.store.log.writer import LogWriter

CODE_MS = 5 * MINUTE_MS
"""How long a code is valid: enough to get out a phone, too short for a photograph of the screen to be of use."""
MAX_CODES = 16
MAX_DEVICES = 100
"""More scorers than a venue of 64 courts has; the limit stops a script that pairs in a loop."""
MAX_ENDED_PAIRINGS = 1_000
"""Phones in memory that may no longer write."""

Duration = Literal["evening", "month"]
_MONTH = timedelta(days=30)
_MORNING_HOUR = 6
"""The hour, local time, at which an evening's pairing ends."""
_CLOCK_TRUST_MS = 7 * DAY_MS
"""How far the wall clock may be past a phone's last command for the phone's pairing to count as expired for good."""
_SEEN_SAVE_INTERVAL_MS = MINUTE_MS
"""How often the time of a phone's last command is saved, instead of with every bag."""

_log = logging.getLogger(__name__)


class PairingCode(NamedTuple):
    """A code that the kiosk shows to be scanned."""

    code: str
    court: str | None
    expires: int
    """When the code expires, in milliseconds since 1970."""
    duration: Duration


class Pairing:
    """The phones of one kiosk."""

    def __init__(self, devices: Devices, clock: Clock | Milliseconds, write_queue: WriteQueue | None = None) -> None:
        """`write_queue` is the write queue of the log with the `devices` table. Raises `Unavailable` or `NotSaved`."""
        self._store = devices
        self._write_queue = write_queue or WriteQueue(LogWriter())
        self._unsaved: set[int] = set()
        """Revoked phones whose revocation is not saved yet."""
        self.clock = Clock.wrap(clock)
        self._codes: dict[bytes, PairingCode] = {}
        self._code_ends: dict[bytes, int] = {}
        """When each code expires, by the steady clock."""
        self._listeners: list[Callable[[], None]] = []
        devices.forget(MAX_DEVICES + MAX_ENDED_PAIRINGS)
        self._devices = {device.id: device for device in devices.all()}
        self._pairing_ends = {device.id: self._expiry_of(device) for device in self._devices.values()}
        """When each pairing expires, by the steady clock: setting the wall clock neither ends nor prolongs one."""
        self._seen_saved = {device.id: device.seen for device in self._devices.values()}

    def subscribe(self, listener: Callable[[], None]) -> Unsubscribe:
        """Call `listener` in the desk's thread whenever a phone is paired, renamed or revoked."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @property
    def now(self) -> int:
        """The time by the wall clock, in milliseconds since 1970."""
        return self.clock.wall()

    @property
    def devices(self) -> list[Device]:
        """The phones that may write now, the newest pairing first."""
        return [
            device
            for device in reversed(self._devices.values())
            if not device.revoked and not self._has_expired(device)
        ]

    def create_code(self, court: str | None = None, duration: Duration = "evening") -> PairingCode:
        """Return a fresh code that pairs one phone with `court`, or with all."""
        now = self.clock.wall()
        self._codes = {
            code_hash: pairing_code for code_hash, pairing_code in self._codes.items() if self._is_open(code_hash)
        }
        self._code_ends = {code_hash: self._code_ends[code_hash] for code_hash in self._codes}
        while len(self._codes) >= MAX_CODES:
            del self._codes[next(iter(self._codes))]
        code = PairingCode(secrets.token_urlsafe(16), court, now + CODE_MS, duration)
        code_hash = _fingerprint(code.code)
        self._codes[code_hash], self._code_ends[code_hash] = code, self.clock.steady() + CODE_MS
        return code

    def _is_open(self, code_hash: bytes) -> bool:
        return code_hash in self._codes and self._code_ends[code_hash] > self.clock.steady()

    def is_valid(self, code: PairingCode) -> bool:
        """Whether a phone can still be paired with this code."""
        return self._is_open(_fingerprint(code.code))

    def withdraw_code(self, code: PairingCode) -> None:
        """Make the code invalid."""
        self._codes.pop(_fingerprint(code.code), None)

    def pair(self, code: str, name: str) -> tuple[Device, str]:
        """Pair the phone that sends `code`; return the phone and its key.

        Raises `NotAllowed` for a code that is wrong, used or too old, `InvalidValue`, `RuleViolation` or `NotSaved`.
        """
        return self._write_queue.submit(partial(self._prepare_pair, code, name))

    def _prepare_pair(self, code: str, name: str) -> Write[Device, tuple[Device, str]]:
        code_hash = _fingerprint(code)
        if not self._is_open(code_hash):
            raise WrongCode("This code is used up or too old. Scan the one that the kiosk shows now.")
        if len(self.devices) >= MAX_DEVICES:
            raise LimitReached("{most} phones are paired. Revoke one at the kiosk first.", most=MAX_DEVICES)
        pairing, now, secret = self._codes[code_hash], self.clock.storable_now(), secrets.token_urlsafe(32)
        expires_at = self.clock.steady() + _expiry(now, pairing.duration) - now
        free_name = self._free_name(clean_name(name))
        device = Device(
            0, free_name, pairing.court, _fingerprint(secret), now, _expiry(now, pairing.duration), seen=now
        )

        def on_committed(device: Device) -> tuple[Device, str]:
            self._codes.pop(code_hash, None)
            self._seen_saved[device.id], self._pairing_ends[device.id] = now, expires_at
            self._forget_ended()
            self._notify(device)
            return device, f"{device.id}.{secret}"

        return Write(partial(self._store.add, device), on_committed)

    def authenticate(self, key: str) -> Device | None:
        """Return the phone with this key, or None if there is none. Raises `NotAllowed` when it may not write."""
        number, _, secret = key.partition(".")
        device = self._devices.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
        if device is None or not secrets.compare_digest(device.fingerprint, _fingerprint(secret)):
            return None
        self._check(device)
        return device

    def authorize(self, device_id: int, court: str | None = None) -> Device:
        """Return the phone if it may still write (on `court` if given), and save its time. Raises `NotAllowed`."""
        device = self._devices.get(device_id)
        if device is None:
            raise PairingEnded("The kiosk has ended this phone's pairing. Scan a new code there to keep score again.")
        self._check(device)
        if court is not None and device.court is not None and court_key(device.court) != court_key(court):
            raise WrongCourt(
                "This phone keeps score on {own} only. For {court}, pair it anew at the kiosk.",
                own=device.court,
                court=court,
            )
        return self._touch(device)

    def rename(self, device_id: int, name: str) -> Device:
        """Give the phone a name. Raises `NotFound`, `InvalidValue` or `NotSaved`."""
        new_name = clean_name(name)

        def start() -> Write[None, Device] | NoWrite[Device]:
            device = self._device(device_id)
            if new_name == device.name:
                return NoWrite(device)
            free_name = self._free_name(new_name)

            def on_committed(_: None) -> Device:
                return self._notify(replace(self._devices[device_id], name=free_name))

            return Write(partial(self._store.rename, device_id, free_name), on_committed)

        return self._write_queue.submit(start)

    def revoke(self, device_id: int) -> None:
        """End the pairing at once. Raises `NotFound`, or `NotSaved`; the phone may not write even then.

        If it could not be saved, it may be revoked again, and `retry_saving` saves it later.
        """
        if device_id not in self._unsaved:
            self._notify(replace(self._device(device_id), revoked=True))
            self._unsaved.add(device_id)
        self._write_queue.submit(
            lambda: Write(partial(self._store.revoke, device_id), lambda _: self._unsaved.discard(device_id))
        )

    def retry_saving(self) -> None:
        """Save the revocations that failed before; to be called when the disk works again."""
        for device_id in list(self._unsaved):
            with suppress(KioskError):  # the disk still fails: this is called again
                self.revoke(device_id)

    def _forget_ended(self) -> None:
        """Forget all but the newest `MAX_ENDED_PAIRINGS` phones that may not write any more."""
        inactive = [device.id for device in self._devices.values() if device.revoked or self._has_expired(device)]
        removed = set(inactive[:-MAX_ENDED_PAIRINGS]) - self._unsaved
        self._devices = {number: device for number, device in self._devices.items() if number not in removed}
        self._seen_saved = {number: seen for number, seen in self._seen_saved.items() if number not in removed}
        self._pairing_ends = {number: end for number, end in self._pairing_ends.items() if number not in removed}

    def _expiry_of(self, device: Device) -> int:
        """Return when a pairing from before this start expires, by the steady clock.

        The wall clock may have been set meanwhile. Setting it back prolongs no pairing (`seen`), and a pairing that
        begins in the future has expired, since one of the two times is wrong. A clock far ahead ends all pairings while
        it is wrong, but none for good.
        """
        now, latest_use = self.clock.wall(), max(device.seen, device.paired)
        remaining = device.expires - max(now, latest_use) if now > device.paired - DAY_MS else 0
        if remaining <= 0 <= now - latest_use < _CLOCK_TRUST_MS and not device.revoked:
            self._write_queue.write_soon(partial(self._store.touch, device.id, device.expires))
        return self.clock.steady() + remaining

    def _has_expired(self, device: Device) -> bool:
        return self.clock.steady() >= self._pairing_ends.get(device.id, 0)

    def _device(self, device_id: int) -> Device:
        if device_id not in self._devices or self._devices[device_id].revoked:
            raise NotFound("There is no paired phone {device_id}.", device_id=device_id)
        return self._devices[device_id]

    def _check(self, device: Device) -> None:
        if device.revoked:
            raise PairingEnded("The kiosk has ended this phone's pairing. Scan a new code there to keep score again.")
        if self._has_expired(device):
            raise PairingEnded("This phone's pairing has run out. Scan a new code at the kiosk to keep score again.")

    def _touch(self, device: Device) -> Device:
        # The wall clock as it would be if it had not been set since the start.
        now = device.expires - (self._pairing_ends[device.id] - self.clock.steady())
        updated = replace(device, seen=now)
        self._replace(updated)
        if now - self._seen_saved.get(device.id, 0) >= _SEEN_SAVE_INTERVAL_MS:
            self._seen_saved[device.id] = now
            self._write_queue.write_soon(partial(self._store.touch, device.id, now))
        return updated

    def _replace(self, device: Device) -> None:
        self._devices = self._devices | {
            device.id: device
        }  # a new dictionary: other threads may be reading the old one

    def _notify(self, device: Device) -> Device:
        self._replace(device)
        for listener in self._listeners:
            with log_bugs(_log, "showing the paired phones"):
                listener()
        return device

    def _free_name(self, requested: str) -> str:
        used_names, name, number = {device.name for device in self.devices}, requested, 1
        while name in used_names:
            number += 1
            name = f"{requested[: MAX_NAME_LENGTH - 4]} {number}"
        return name


def _fingerprint(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def _expiry(now: int, duration: Duration) -> int:
    """Return when a pairing made `now` expires: at the next six in the morning here, or in a month."""
    local_time = datetime.fromtimestamp(now / 1000).astimezone()
    if duration == "month":
        return int((local_time + _MONTH).timestamp() * 1000)
    # Without an offset, since daylight saving time may begin or end in this night.
    local_now = local_time.replace(tzinfo=None)
    morning = local_now.replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0)
    ends = morning if local_now < morning else morning + timedelta(days=1)
    return int(ends.astimezone().timestamp() * 1000)
