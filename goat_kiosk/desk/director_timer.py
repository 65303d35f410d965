"""Timer of the director: what happens in the tournaments by itself when its time has come.

It calls the next match to a court that calls by itself, makes late spots byes, and adds the matches of open play. It
runs in the desk's thread, and decides when its command's turn in the write queue has come: so whatever the desk did
in between is respected, and nothing is called twice.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol, Self

from msgspec.structs import replace

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.errors import KioskError
from goat_kiosk.host.clock import HOUR_MS, SECOND_MS, Clock
from goat_kiosk.store.log.write_queue import WritePending
from goat_kiosk.tournament.calling import Offer, next_offers
from goat_kiosk.tournament.court_use import call_event, scoring_on
from goat_kiosk.tournament.due_events import due_events, next_due_at
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match_events import MatchStarted
from goat_kiosk.tournament.queue import QueuedMatch, court_queue
from goat_kiosk.tournament.tournament import Court, MatchKey, Tournament

IDLE_MS = 6 * HOUR_MS
"""Without an event for so long an evening is over, also if nobody has closed it: nothing happens by itself then."""
_LONGEST_WAIT_MS = 60 * SECOND_MS
"""The queue changes with time alone (who has waited half an hour goes first), and clocks are set: so look at times."""
_log = logging.getLogger(__name__)


class Cancelable(Protocol):
    """A call that is scheduled, such as `asyncio.TimerHandle`."""

    def cancel(self) -> None:
        """Drop the call."""


CallLater = Callable[[float, Callable[[], None]], Cancelable]
"""Calls a callback in the desk's thread after so many seconds."""

HasGame = Callable[[int, Court], bool]
"""Whether a court of a tournament has a game that is not over and belongs to no match of it."""


class DirectorTimer:
    """Watches the open tournaments of one director."""

    def __init__(
        self, director: Director, clock: Clock, call_later: CallLater, has_game: HasGame = lambda _id, _court: False
    ) -> None:
        self._director, self._clock, self._call_later, self._has_game = director, clock, call_later, has_game
        self._tournaments: dict[int, Tournament] = {}
        self._offers: dict[int, dict[str, Offer]] = {}
        self._scheduled: Cancelable | None = None
        self._is_stopped = False
        director.due_calls = self._due_calls
        director.subscribe(self._on_change)

    def __enter__(self) -> Self:
        """Watch the tournaments that are open at the start. Raises `Unavailable`."""
        self._tournaments = {change.tournament_id: change.tournament for change in self._director.open_tournaments()}
        self.look()
        return self

    def __exit__(self, *_: object) -> None:
        """Let nothing happen any more."""
        self._is_stopped = True
        self._unschedule()

    def offers(self, tournament_id: int) -> Sequence[Offer]:
        """Return the match that each free court gets next, as it was last looked at."""
        return list(self._offers.get(tournament_id, {}).values())

    def seconds_left(self, offer: Offer) -> int | None:
        """Return the whole seconds until the match of `offer` is called; None if the desk calls it."""
        return offer.seconds_left(self._clock.steady())

    def look(self) -> None:
        """Do what is due now, and schedule the next look, whatever happens in this one."""
        try:
            for tournament_id, _ in self._active():
                self._record(tournament_id, self._due_events)
            self._renew_offers()
            for tournament_id, offer in list(self._due_offers()):
                self._record(tournament_id, partial(self._call, tournament_id, offer))
        finally:
            self._schedule()

    def drop(self, tournament_id: int, _kiosk: str = "") -> None:
        """Let nothing happen in a tournament that another kiosk has taken over."""
        self._tournaments.pop(tournament_id, None)
        self._offers.pop(tournament_id, None)
        self._renew_offers()

    def look_soon(self) -> None:
        """Look at the courts again: a game of another kiosk has begun or ended on one."""
        self._schedule(soon=True)

    def on_game_change(self, change: Change) -> None:
        """Look at the courts again when a game that belongs to no match is over."""
        if change.row is not None and change.game.is_over and change.game.fixture is None:
            self._schedule(soon=True)

    def _due_calls(self, tournament_id: int, tournament: Tournament) -> dict[MatchKey, int]:
        """Return when the matches of a tournament, as it stands, will be called, milliseconds since 1970 UTC."""
        try:
            self._note(tournament_id, tournament)
        except Exception:  # noqa: BLE001  a decision that has been saved is answered whatever happens here
            _log.exception("Tournament %s: the next calls are not known", tournament_id)
            return {}
        ahead_ms = self._clock.wall() - self._clock.steady()
        offers = self._offers.get(tournament_id, {}).values()
        return {offer.key: ahead_ms + offer.due_at for offer in offers if offer.due_at is not None}

    def _note(self, tournament_id: int, tournament: Tournament) -> None:
        """Look at a tournament as it stands, unless that has been done."""
        if self._tournaments.get(tournament_id) is tournament:
            return
        if not tournament.is_closed:
            self._tournaments[tournament_id] = tournament
        elif self._tournaments.pop(tournament_id, None) is None:
            return
        self._renew_offers()

    def _on_change(self, change: TournamentChange) -> None:
        self._schedule(soon=bool(due_events(change.tournament, self._clock.wall())))

    def _renew_offers(self) -> None:
        """Look at the free courts again. A court that one tournament uses, or is offered, is taken for the others."""
        queues = {id_: court_queue(tournament, self._clock.wall()) for id_, tournament in self._active()}
        in_use = {id_: _courts_in_use(queue) for id_, queue in queues.items()}
        offers: dict[int, dict[str, Offer]] = {}
        for id_, queue in queues.items():
            tournament, before = self._tournaments[id_], self._offers.get(id_, {})
            taken = {court for other, courts in in_use.items() if other != id_ for court in courts}
            taken.update(*offers.values())
            taken.update(name for name, court in tournament.courts.items() if self._has_game(id_, court))
            offers[id_] = next_offers(before, tournament, queue, self._clock.steady(), taken)
        self._offers = offers

    def _active(self) -> list[tuple[int, Tournament]]:
        """Return the tournaments that are being played; one that was never closed ends by itself as far as calls go."""
        now = self._clock.wall()
        return [(id_, one) for id_, one in self._tournaments.items() if now - one.at <= IDLE_MS]

    def _due_offers(self) -> Iterator[tuple[int, Offer]]:
        steady_now = self._clock.steady()
        for tournament_id, offers in self._offers.items():
            for offer in offers.values():
                if offer.due_at is not None and offer.due_at <= steady_now:
                    yield tournament_id, offer

    def _due_events(self, tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        return due_events(tournament, self._clock.wall())

    def _call(self, tournament_id: int, offer: Offer, tournament: Tournament) -> Sequence[AnyTournamentEvent]:
        """Return the call of an offer, if the queue still offers that match to that court, and nobody else has it."""
        now, offers = self._clock.wall(), self._offers.get(tournament_id, {})
        court = tournament.courts.get(offer.court)
        if offers.get(offer.court) != offer or court is None or self._has_game(tournament_id, court):
            return []
        offered = (*offer.key, offer.court, "ready")
        found = next((queued for queued in court_queue(tournament, now) if queued[:4] == offered), None)
        if tournament.pause is not None or tournament.is_closed or found is None:
            return []
        called = replace(call_event(tournament, offer.key, offer.court, now), from_desk=False)
        if found.follows and scoring_on(tournament, offer.court) == "result":
            return [called, MatchStarted(*offer.key, from_desk=False)]  # on paper nothing else starts it
        return [called]

    def _record(self, tournament_id: int, decide: Callable[[Tournament], Sequence[AnyTournamentEvent]]) -> None:
        """Record what is due. The next look tries again what could not be saved."""
        if not decide(self._tournaments[tournament_id]):
            return
        try:
            self._director.record(tournament_id, decide)
        except WritePending:
            pass  # it is on its way
        except KioskError as error:
            _log.warning("Tournament %s: what is due by itself is not done: %s", tournament_id, error)

    def _schedule(self, *, soon: bool = False) -> None:
        self._unschedule()
        if not self._is_stopped and self._tournaments:
            self._scheduled = self._call_later(0 if soon else self._wait_ms() / SECOND_MS, self.look)

    def _unschedule(self) -> None:
        if self._scheduled is not None:
            self._scheduled.cancel()
            self._scheduled = None

    def _wait_ms(self) -> int:
        """Return how long nothing is due, at least a second: what could not be saved must not be tried all the time."""
        offers = [offer for by_court in self._offers.values() for offer in by_court.values()]
        calls = [offer.due_at - self._clock.steady() for offer in offers if offer.due_at is not None]
        dates = [due_at - self._clock.wall() for _, one in self._active() if (due_at := next_due_at(one)) is not None]
        return max(min([*calls, *dates, _LONGEST_WAIT_MS]), SECOND_MS)


def _courts_in_use(queue: list[QueuedMatch]) -> set[str]:
    """Return the courts with a match that is called or played."""
    return {queued.court for queued in queue if queued.court is not None and queued.status in {"called", "playing"}}
