"""Rows of the desk's lists: matches by what becomes of them, and courts, with their words."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.gui.text.language import join_messages, t, use_window_language
from goat_kiosk.text.pairing_words import pairing_words
from goat_kiosk.text.tournament_words import minutes_words, result_words, side_name
from goat_kiosk.tournament.desk_tasks import DeskTask, TaskKind, desk_tasks
from goat_kiosk.tournament.event_fields import Calling, GameScore
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.pace import forecast
from goat_kiosk.tournament.pairing import pairing_offers
from goat_kiosk.tournament.queue import QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.slots import side_entries
from goat_kiosk.tournament.tournament import Court, MatchDecisions, MatchKey, Tournament

Section = Literal["decide", "preview", "next", "held", "over"]
CourtStatus = Literal["playing", "called", "free", "closed"]
_MINUTE_MS = 60_000


class DeskRow(NamedTuple):
    """A match of the list, a pair of a round that can be paired, or a player who asks for the director."""

    key: MatchKey | None
    section: Section
    teams: str
    detail: str
    """Why it stands here, its result, or what has to be decided."""
    mark: str = ""
    """The court that it is meant for, or when it is played."""
    task: TaskKind | None = None
    player: int | None = None

    @property
    def name(self) -> str:
        """The match's id; empty for what is no match yet."""
        return "" if self.key is None else self.key[1]


class CourtRow(NamedTuple):
    """A court, with its match."""

    name: str
    status: CourtStatus
    calling: Calling
    key: MatchKey | None = None
    sides: tuple[str, str] | None = None
    minutes: int = 0
    """Since the call, or since a side is missing."""
    missing: tuple[int, ...] = ()
    calls: int = 0
    next_sides: tuple[str, str] | None = None
    """Of the match that the queue has for it."""
    kiosk: str = ""
    """The name of the other kiosk that scores it; empty if it is this one's."""
    is_away: bool = False
    """Whether that kiosk is gone."""


class DeskView(NamedTuple):
    """Everything that the lists of the desk show, from one look at the tournament."""

    courts: list[CourtRow]
    matches: list[DeskRow]
    queue: list[QueuedMatch]
    ends: tuple[int, int] | None
    """The earlier and the later end, milliseconds since 1970 UTC, if it can be estimated."""


class _View:
    """One look at a tournament."""

    def __init__(self, tournament: Tournament, now: int) -> None:
        self._tournament, self._now = tournament, now
        self._matches = resolve_all(tournament)
        self.queue = court_queue(tournament, now)
        self.expected = forecast(tournament, now, self.queue)
        self._keys = {(queued.division, queued.match): queued for queued in self.queue}

    def courts(self) -> Iterator[CourtRow]:
        on_court = {queued.court: queued for queued in self.queue if queued.court is not None}
        for court in self._tournament.courts.values():
            row = self._court(court, on_court.get(court.name))
            yield row._replace(kiosk=court.kiosk.name if court.kiosk is not None else "", is_away=court.is_away)

    def _court(self, court: Court, queued: QueuedMatch | None) -> CourtRow:
        calling = court.calling or self._tournament.calling
        if queued is None or queued.status not in {"playing", "called"}:
            sides = None if queued is None else self.sides((queued.division, queued.match))
            return CourtRow(court.name, "free" if court.is_open else "closed", calling, next_sides=sides)
        key = queued.division, queued.match
        decisions = self._decisions(key)
        since = decisions.missing_at if decisions.missing else decisions.called_at or self._now
        minutes = max(self._now - since, 0) // _MINUTE_MS
        status: CourtStatus = "playing" if queued.status == "playing" else "called"
        return CourtRow(court.name, status, calling, key, self.sides(key), minutes, decisions.missing, decisions.calls)

    def rows(self) -> Iterator[DeskRow]:
        tasks = desk_tasks(self._tournament)
        yield from map(self._task, tasks)
        yield from self._previews()
        listed = {task.key for task in tasks if task.key is not None}
        for queued in self.queue:
            key = queued.division, queued.match
            if queued.status in {"ready", "on-deck"} and key not in listed:
                yield DeskRow(key, "next", self.teams(key), join_messages([queued.why]), self._mark(queued))
        yield from self._waiting(listed)
        yield from self._over(listed)

    def _previews(self) -> Iterator[DeskRow]:
        """Yield the pairs of the rounds that can be paired, to be read before."""
        for offer in pairing_offers(self._tournament):
            with use_window_language():
                pairs = pairing_words(self._tournament, offer.paired)
            for pair in pairs:
                yield DeskRow(None, "preview", pair.teams, pair.reasons)

    def _task(self, task: DeskTask) -> DeskRow:
        if task.key is None:
            name = self._tournament.players[task.player or 0].name
            return DeskRow(None, "decide", name, t("asks for the director"), "", task.kind, task.player)
        return DeskRow(task.key, "decide", self.teams(task.key), self._task_words(task.key, task.kind), "", task.kind)

    def _task_words(self, key: MatchKey, kind: TaskKind) -> str:
        """Return what the director has to decide about a match."""
        decisions = self._decisions(key)
        match kind:
            case "disputed":
                return t("Two reports: {text}", text=decisions.protest)
            case "protested":
                return t("Protest: {text}", text=decisions.protest)
            case "reported":
                return t("Reported: {report}", report=self._report(decisions, key))
            case "contradicted":
                scores = decisions.contradiction.scores if decisions.contradiction else ()
                result, contradiction = decisions.result, decisions.contradiction
                score = _in_figures(scores) or t("it goes on")
                if result is not None and contradiction is not None and result.game != contradiction.game:
                    return t("Its game ended otherwise: {score}", score=score)
                return t("Its game was corrected: {score}", score=score)
            case _:
                return t("Other sides are due now: rule whether it stands.")

    def _report(self, decisions: MatchDecisions, key: MatchKey) -> str:
        winner = self.sides(key)[decisions.report.winner - 1] if decisions.report else ""
        return t("{winner} won, {result}", winner=winner, result=_in_figures(decisions.scores))

    def _mark(self, queued: QueuedMatch) -> str:
        """Return the court that a match is meant for, else in how many minutes it starts, if that is known."""
        if queued.court is not None:
            return queued.court
        minutes = self.expected.minutes.get((queued.division, queued.match))
        with use_window_language():
            start = "" if minutes is None else minutes_words(*minutes)
        return " · ".join(filter(None, (t("on deck") if queued.status == "on-deck" else "", start)))

    def _waiting(self, listed: set[MatchKey]) -> Iterator[DeskRow]:
        """Yield the matches that have both sides, and yet cannot be called."""
        for division, matches in self._matches.items():
            for match in matches.values():
                key = division, match.id
                if match.status == "ready" and key not in self._keys and key not in listed:
                    yield DeskRow(key, "held", self.teams(key), join_messages([self._why_not(match)]))

    def _why_not(self, match: Match) -> Message:
        if self._decisions((match.division, match.id)).held:
            return Message("Held back by the desk.")
        players = [player for entry in match.entries for player in self._tournament.entries[entry].players]
        for player in players:
            if not self._tournament.players[player].here:
                return Message("{player} is not here.", player=self._tournament.players[player].name)
        if self._tournament.pause is not None:
            return Message("Waits for the end of the pause.")
        for queued in self.queue:
            if queued.status in {"playing", "called"}:
                busy = self._entries((queued.division, queued.match)) & set(players)
                if busy:
                    name = self._tournament.players[min(busy)].name
                    return Message("{player} plays in {match}.", player=name, match=queued.match)
        return Message("Waits for a ruling.")

    def _entries(self, key: MatchKey) -> set[int]:
        match = self._matches[key[0]][key[1]]
        return {player for entry in match.entries for player in self._tournament.entries[entry].players}

    def _over(self, listed: set[MatchKey]) -> Iterator[DeskRow]:
        """Yield the matches that are over, the newest first."""
        over = [
            (division, match.id)
            for division, matches in self._matches.items()
            for match in matches.values()
            if match.status == "over" and all(map(side_entries, match.sides)) and (division, match.id) not in listed
        ]
        for key in sorted(over, key=lambda key: -(self._decisions(key).over_at or 0)):
            yield DeskRow(key, "over", self.teams(key), self._result(key))

    def _result(self, key: MatchKey) -> str:
        division, match = self._tournament.divisions[key[0]], self._matches[key[0]][key[1]]
        with use_window_language():
            result = result_words(division, match)
            winner = "" if match.winner is None else side_name(self._tournament, match.sides[match.winner - 1])
        return t("{winner} won, {result}", winner=winner, result=result) if winner else result

    def teams(self, key: MatchKey) -> str:
        first, second = self.sides(key)
        return t("{first} vs {second}", first=first, second=second)

    def sides(self, key: MatchKey) -> tuple[str, str]:
        return sides_of(self._tournament, self._matches[key[0]][key[1]])

    def _decisions(self, key: MatchKey) -> MatchDecisions:
        return self._tournament.divisions[key[0]].decisions(key[1])


def sides_of(tournament: Tournament, match: Match) -> tuple[str, str]:
    """Return the names of a match's sides."""
    with use_window_language():
        return side_name(tournament, match.sides[0]), side_name(tournament, match.sides[1])


def _in_figures(scores: Sequence[GameScore]) -> str:
    return ", ".join(f"{first}–{second}" for first, second in scores)


def look(tournament: Tournament, now: int) -> DeskView:
    """Return the rows of the desk as the tournament stands."""
    view = _View(tournament, now)
    return DeskView(list(view.courts()), list(view.rows()), view.queue, view.expected.ends)
