"""Court queue: which match is played where, next, and why.

A pure function of the state and the time, so two desks show the same. A match can be called when both sides are here
and free, nobody holds it back, and a court is open. Who comes first: the director's order, then who has waited half
an hour, then the longest chain of matches still to play, then who has waited longest, then the order of play. Never
"winners on top".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.pool_courts import PoolCourts, pool_key, self_running_pools
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.stage_bracket import division_bracket
from goat_kiosk.tournament.tournament import Division, MatchDecisions, MatchKey, Tournament

QueueStatus = Literal["playing", "called", "ready", "on-deck"]
MINUTE_MS = 60_000
OVERDUE_MS = 30 * MINUTE_MS
"""A ready match that has waited so long goes before all that are not ordered by the director."""
ON_DECK = 2
"""Matches without a court whose players are told to stay near."""


class QueuedMatch(NamedTuple):
    """A match of the queue: where it is or will be played, and why it stands where it does."""

    division: int
    match: MatchId
    court: str | None
    status: QueueStatus
    why: Message
    follows: bool = False
    """Whether it is called as soon as its court is free, because its pool runs itself."""


class _Candidate(NamedTuple):
    """A match that could be called now."""

    key: MatchKey
    match: Match
    place_ordered: int
    waited_ms: int
    chain: int
    place_in_play: int

    @property
    def is_overdue(self) -> bool:
        return self.waited_ms >= OVERDUE_MS

    @property
    def rank(self) -> tuple[int, bool, int, int, int, MatchKey]:
        """The smaller, the earlier."""
        return (
            self.place_ordered,
            not self.is_overdue,
            -self.waited_ms if self.is_overdue else -self.chain,
            -self.waited_ms,
            self.place_in_play,
            self.key,
        )


def court_queue(tournament: Tournament, now: int) -> list[QueuedMatch]:
    """Return what is played, what is called, and what comes next, in this order; nothing new during a pause."""
    return _Queue(tournament, now).build()


def waiting_matches(queue: Iterable[QueuedMatch]) -> list[MatchKey]:
    """Return the matches of the queue that are not on a court yet, in order."""
    return [(queued.division, queued.match) for queued in queue if queued.status in {"ready", "on-deck"}]


class _Queue:
    """One computation of the queue."""

    def __init__(self, tournament: Tournament, now: int) -> None:
        self._tournament, self._now = tournament, now
        self._matches = resolve_all(tournament)
        self._brackets = {number: division_bracket(division) for number, division in tournament.divisions.items()}
        self._busy = {key: match for key, match in self._all_matches() if match.status in {"called", "playing"}}
        self._busy_players = {player for match in self._busy.values() for player in self._players(match)}
        self._last_over_at, self._courts_used = self._look_back()
        self._chains_ahead = self._look_ahead()
        self._pools = {
            key: pool
            for number, division in tournament.divisions.items()
            for key, pool in self_running_pools(tournament, division, self._matches[number]).items()
        }
        self._pool_courts: dict[MatchKey, str] = {}
        open_courts = {court.name for court in tournament.courts.values() if court.is_available}
        self._kings_courts = {
            (number, added.id): added.court
            for number, division in tournament.divisions.items()
            for added in division.added
            if added.court in open_courts
        }

    def build(self) -> list[QueuedMatch]:
        playing = [self._running(key, match) for key, match in self._busy.items() if match.status == "playing"]
        called = [self._running(key, match) for key, match in self._busy.items() if match.status == "called"]
        waiting = [] if self._tournament.pause else list(self._next())
        return playing + called + waiting

    def _all_matches(self) -> Iterator[tuple[MatchKey, Match]]:
        for division, matches in self._matches.items():
            for match_id, match in matches.items():
                yield (division, match_id), match

    def _running(self, key: MatchKey, match: Match) -> QueuedMatch:
        status: QueueStatus = "playing" if match.status == "playing" else "called"
        why = Message("It is being played.") if status == "playing" else Message("It has been called.")
        return QueuedMatch(*key, self._decisions(key).court, status, why)

    def _next(self) -> Iterator[QueuedMatch]:
        """Give the free courts to the first candidates; then name those on deck, then the others."""
        courts, players, left = self._free_courts(), set[int](), []
        candidates = sorted(self._candidates(), key=lambda candidate: candidate.rank)
        self._pool_courts = self._assign_pool_courts(candidates, courts)
        for candidate in candidates:
            court = self._choose_court(candidate, courts)
            if court is None or players & self._players(candidate.match):
                left.append(candidate)
                continue
            courts.remove(court)
            players |= self._players(candidate.match)
            yield QueuedMatch(*candidate.key, court, "ready", self._why(candidate), self._follows(candidate))
        for place, candidate in enumerate(left):
            yield QueuedMatch(*candidate.key, None, "on-deck" if place < ON_DECK else "ready", self._why(candidate))

    def _assign_pool_courts(self, candidates: list[_Candidate], courts: list[str]) -> dict[MatchKey, str]:
        """Return the court of each match that is next in a pool that runs itself: there the order of play decides."""
        assigned: dict[MatchKey, str] = {}
        players: set[int] = set()
        for candidate in sorted(
            candidates, key=lambda one: (self._decisions(one.key).is_called_off, one.place_in_play)
        ):
            pool = self._pool(candidate)
            own = pool.courts if pool is not None else ()
            court = next((court for court in own if court in courts and court not in assigned.values()), None)
            if court is not None and not players & self._players(candidate.match):
                assigned[candidate.key] = court
                players |= self._players(candidate.match)
        return assigned

    def _pool(self, candidate: _Candidate) -> PoolCourts | None:
        """Return the pool of a match if it runs itself."""
        return self._pools.get(pool_key(*candidate.key))

    def _follows(self, candidate: _Candidate) -> bool:
        pool = self._pool(candidate)
        return pool is not None and pool.has_begun and not self._decisions(candidate.key).is_called_off

    def _candidates(self) -> Iterator[_Candidate]:
        order = {key: place for place, key in enumerate(self._tournament.order)}
        for division_number, matches in self._matches.items():
            division = self._tournament.divisions[division_number]
            blocked = _blocked(division, matches)
            drawn_at = {number: draw.at for number, draw in division.draws.items()}
            added_at = {added.id: added.at for added in division.added}
            for place, match in enumerate(matches.values()):
                key = division_number, match.id
                if match.status == "ready" and match.id not in blocked and self._can_play(match):
                    chain = self._chain(*key) + self._chain_elsewhere(match)
                    times = [self._last_over_at.get(player, 0) for player in self._players(match)]
                    waited = self._now - max(drawn_at.get(match.stage, 0), added_at.get(match.id, 0), *times)
                    yield _Candidate(key, match, order.get(key, len(order)), waited, chain, place)

    def _can_play(self, match: Match) -> bool:
        players = self._players(match)
        return not players & self._busy_players and all(self._tournament.players[player].here for player in players)

    def _players(self, match: Match) -> set[int]:
        return {player for entry in match.entries for player in self._tournament.entries[entry].players}

    def _look_back(self) -> tuple[dict[int, int], dict[int, Counter[str]]]:
        """Return when each player's last match ended, in whatever division, and the courts that each entry has used."""
        last_over_at: dict[int, int] = {}
        used: dict[int, Counter[str]] = {}
        for key, match in self._all_matches():
            decisions = self._decisions(key)
            for player in self._players(match) if decisions.over_at is not None else ():
                last_over_at[player] = max(last_over_at.get(player, 0), decisions.over_at or 0)
            for entry in match.entries if decisions.court is not None else ():
                used.setdefault(entry, Counter())[decisions.court or ""] += 1
        return last_over_at, used

    def _look_ahead(self) -> dict[int, dict[int, int]]:
        """Return for each player, by division, the longest chain that is still to be played."""
        ahead: dict[int, dict[int, int]] = {}
        if len(self._matches) == 1:
            return ahead  # nobody plays elsewhere
        for (division, match_id), match in self._all_matches():
            if match.status in {"ready", "waiting"}:
                chain = self._chain(division, match_id)
                for player in self._players(match):
                    chains = ahead.setdefault(player, {})
                    chains[division] = max(chains.get(division, 0), chain)
        return ahead

    def _chain(self, division: int, match: MatchId) -> int:
        return self._brackets[division].chains.get(match, 0)

    def _chain_elsewhere(self, match: Match) -> int:
        """Return the longest chain that a player of this match has still to play in another division."""
        return max(
            (
                chain
                for player in self._players(match)
                for division, chain in self._chains_ahead.get(player, {}).items()
                if division != match.division
            ),
            default=0,
        )

    def _free_courts(self) -> list[str]:
        taken = {self._decisions(key).court for key in self._busy}
        of_pools = {court for pool in self._pools.values() if pool.has_begun for court in pool.courts}
        return [
            court.name
            for court in self._tournament.courts.values()
            if court.is_available
            and court.name not in taken
            and ((court.calling or self._tournament.calling) != "off" or court.name in of_pools)
        ]

    def _choose_court(self, candidate: _Candidate, courts: list[str]) -> str | None:
        """Return the free court that its players have used least; the court that it is kept for, if there is one."""
        if self._pool(candidate) is not None:
            return self._pool_courts.get(candidate.key)
        kept_for_pools = {court for pool in self._pools.values() for court in pool.courts}
        courts = [court for court in courts if court not in kept_for_pools]
        kept = self._featured_court(candidate) or self._kings_courts.get(candidate.key)
        if kept is not None:
            return kept if kept in courts else None
        if len(courts) <= 1:
            return next(iter(courts), None)
        used = sum((self._courts_used.get(entry, Counter()) for entry in candidate.match.entries), Counter[str]())
        return min(courts, key=lambda court: used[court], default=None)

    def _featured_court(self, candidate: _Candidate) -> str | None:
        """Return the court that the match waits for, unless it has waited long enough."""
        decisions = self._decisions(candidate.key)
        waited_ms = min(candidate.waited_ms, self._now - decisions.featured_at)
        minutes = decisions.featured_minutes
        return decisions.featured_on if minutes is None or waited_ms < minutes * MINUTE_MS else None

    def _why(self, candidate: _Candidate) -> Message:
        if (pool := self._pool(candidate)) is not None:
            return Message("It is played in the order of its pool on {court}.", court=pool.courts[0])
        if (court := self._featured_court(candidate)) is not None:
            return Message("It is kept for {court}.", court=court)
        if candidate.key in self._tournament.order:
            return Message("The director put it here.")
        if candidate.is_overdue:
            return Message("It has waited {minutes:minute|minutes}.", minutes=candidate.waited_ms // 60_000)
        if candidate.chain > 1:
            return Message("{count:match|matches} may follow it, more than others.", count=candidate.chain - 1)
        return Message("It is next in the order of play.")

    def _decisions(self, key: MatchKey) -> MatchDecisions:
        division, match = key
        return self._tournament.divisions[division].decisions(match)


def _blocked(division: Division, matches: Mapping[MatchId, Match]) -> set[MatchId]:
    """Return the matches that are held, and those that depend on one under protest."""
    blocked = {match for match in matches if division.decisions(match).held}
    pending = [match for match in matches if division.decisions(match).protest]
    while pending:
        for target in (matches[pending[-1]].winner_to, matches[pending.pop()].loser_to):
            if target is not None and target not in blocked:
                blocked.add(target)
                pending.append(target)
    return blocked | set(_in_later_stages(division, matches))


def _in_later_stages(division: Division, matches: Mapping[MatchId, Match]) -> Iterator[MatchId]:
    """Yield the matches of the stages that take their entries from one with a protest."""
    waiting = {match.stage for match in matches.values() if division.decisions(match.id).protest}
    for match in matches.values():
        source = division.stage(match.stage).source
        if source is not None and source.stage in waiting:
            waiting.add(match.stage)
            yield match.id
