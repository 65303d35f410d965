"""Health of the parts of a kiosk, judged from facts that are passed in.

The window, `/healthz`, `/readyz`, `/metrics`, the doctor and the system check all report these judgments, so they never
disagree. A part is ok, or in trouble with messages that say what to do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.host.clock import LATEST_MS

CLOCK_TOLERANCE_S = 120
"""Seconds that a clock may have been set back, or lag behind another kiosk's."""
EXPIRES_SOON = timedelta(days=7)
"""Before a certificate's end; the kiosk's own is renewed long before."""
BACKUP_LATE = timedelta(minutes=30)
"""Twice the time in which a change is backed up while all goes well."""


class PartHealth(NamedTuple):
    """The health of a part."""

    problems: tuple[Message, ...] = ()
    """What is wrong and what to do; empty when nothing is."""
    age: float | None = None
    """Seconds since the part last did its work: `disk` was looked at, a backup was made, the `uplink` changed."""
    ends: datetime | None = None
    """When a certificate ends."""
    stops_scoring: bool = False
    """Whether no bag can be saved."""

    @property
    def is_ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def words(self) -> str:
        """What is wrong, in English; "" when nothing is."""
        return " ".join(problem.sentence for problem in self.problems)


def check_hub(in_use: int, limit: int) -> PartHealth:
    """Judge the streams: how many of how many places are taken."""
    if in_use < limit:
        return PartHealth()
    full = Message("All places ({limit}) are taken: no other screen can follow. Raise --max-streams.", limit=limit)
    return PartHealth((full,))


def check_uplink(problems: Iterable[Message], age: float | None) -> PartHealth:
    """Judge the link to the other kiosks by its own `problems`; `age` is how long it has been in this state."""
    return PartHealth(tuple(problems), age)


def check_clock(now: float, latest_past: float) -> PartHealth:
    """Judge the clock: a laptop whose battery died wakes up before what has happened already.

    `now` and `latest_past`, a moment that is over for certain, are in seconds since 1970.
    """
    if not 0 <= now * 1_000 < LATEST_MS:
        return PartHealth((Message("The clock is before 1970 or after 2099, and nothing can be saved. Set it."),))
    if now >= latest_past - CLOCK_TOLERANCE_S:
        return PartHealth()
    past = f"{datetime.fromtimestamp(latest_past).astimezone():%Y-%m-%d %H:%M}"
    return PartHealth((Message("The clock is wrong: {past} is past already. Set it.", past=past),))


def check_disk(problem: Message | None, age: float | None, *, stops_scoring: bool) -> PartHealth:
    """Judge the disk of the event log, which was last looked at `age` seconds ago."""
    return PartHealth((problem,) if problem else (), age, stops_scoring=problem is not None and stops_scoring)


def check_backups(
    problems: Iterable[Message], newest: datetime | None, waiting_since: datetime | None, now: datetime
) -> PartHealth:
    """Judge the backups: the worker's own `problems`, and a change that has waited too long for the `newest` one."""
    found = tuple(problems)
    if not found and waiting_since is not None and now - waiting_since > BACKUP_LATE:
        late = Message(
            "Scores since {since} are in no backup: a disk for backups does not answer. Look at the stick, or start "
            "with another --backup-dir.",
            since=f"{waiting_since.astimezone():%H:%M}",
        )
        found = (late,)
    return PartHealth(found, _age(newest, now))


def check_stick(problems: Iterable[Message], newest: datetime | None, now: datetime) -> PartHealth:
    """Judge the second folder for backups, as on a stick, by its own `problems`."""
    return PartHealth(tuple(problems), _age(newest, now))


def check_certificate(ends: datetime, now: datetime) -> PartHealth:
    """Judge the certificate for https by its end."""
    if ends - now > EXPIRES_SOON:
        return PartHealth(ends=ends)
    if ends > now:
        problem = Message(
            "The certificate for https ends on {day}. Put a new one in its place.", day=f"{ends:%Y-%m-%d}"
        )
    else:
        problem = Message(
            "The certificate for https ended on {day}. Put a new one in its place.", day=f"{ends:%Y-%m-%d}"
        )
    return PartHealth((problem,), ends=ends)


def _age(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max((now - moment).total_seconds(), 0.0)
