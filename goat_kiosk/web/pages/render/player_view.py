"""View of a player in a tournament: what the player's own page says, in the reader's language."""

from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.text.i18n import t
from goat_kiosk.text.money_words import pot_words
from goat_kiosk.text.standings_view import standing_words
from goat_kiosk.text.tournament_words import division_match_title, how_words, last_rounds, side_name
from goat_kiosk.tournament.event_fields import GameScore, MatchSide
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_rules import best_of
from goat_kiosk.tournament.road import BRACKET_SIDES, DivisionRoad, PlayerRoad, RoadPath, RoadStatus, RoadStep
from goat_kiosk.tournament.slots import EntrySlot, Slot, entries_of
from goat_kiosk.tournament.standings.stage_standings import stage_standings
from goat_kiosk.tournament.tournament import Division, MatchDecisions, Tournament
from goat_kiosk.web.pages.render.clock_views import RoundClockView, clock_views

TO_REPORT = {"called", "playing"}
"""Statuses of a match whose result can be reported."""


class RoadStepView(NamedTuple):
    """A match that may come: its name, and who may be on the other side."""

    title: str
    against: str


class OwnResultView(NamedTuple):
    """A match that is over, from the player's side."""

    title: str
    words: str
    is_won: bool


class OwnDivisionView(NamedTuple):
    """One division of the player."""

    name: str
    team: str
    """The names of the player's team, if it is more than one person."""
    if_won: list[RoadStepView]
    if_won_end: str
    if_lost: list[RoadStepView]
    if_lost_end: str
    has_road: bool
    results: list[OwnResultView]
    standing: str
    """Whether the player is still in, or the place."""
    why: str
    table: str
    """Where the player stands in a table, and why; empty without one."""


class OwnMatchView(NamedTuple):
    """The match that is now or next."""

    division: int
    match: str
    call: str
    """Which call of which match it is; empty unless it is called."""
    called_at: str
    """RFC 3339; empty unless it is called."""
    court: str
    opponent: str
    games: int
    """How many games can be reported."""
    reported: str
    """The score that the other side or the court's phone has reported, from the player's side; empty if none."""
    reported_scores: str
    """The same, to be sent back."""
    can_report: bool
    can_protest: bool


class PlayerView(NamedTuple):
    """Everything that the page of a player says."""

    number: int
    name: str
    status: RoadStatus
    headline: str
    main: str
    """What is largest: the board, the place, or when it is the player's turn."""
    details: list[str]
    match: OwnMatchView | None
    divisions: list[OwnDivisionView]
    last_match: OwnMatchView | None
    """The match that was over last, which can be protested."""
    pots: str
    """The size of the pots, and how many places they pay."""
    clocks: list[RoundClockView]
    """Of the rounds that the player plays in."""


def view_player(tournament: Tournament, road: PlayerRoad, now: int, *, has_seat: bool) -> PlayerView:
    """Return the page of a player at `now`; `has_seat` is whether this phone has checked in for them."""
    return _Viewer(tournament, road, now, has_seat=has_seat).build()


class _Viewer:
    """One view; a match is described from the side of the player's entry."""

    def __init__(self, tournament: Tournament, road: PlayerRoad, now: int, *, has_seat: bool) -> None:
        self._tournament, self._road, self._now, self._has_seat = tournament, road, now, has_seat
        self._last: dict[int, dict[str, int]] = {}
        """By division: the last round of each of its brackets."""

    def build(self) -> PlayerView:
        first = self._road.divisions[0] if self._road.divisions else None
        return PlayerView(
            self._road.player,
            self._tournament.players[self._road.player].name,
            self._road.status,
            self._headline(first),
            self._main(first),
            [detail for detail in self._details(first) if detail],
            self._match(first) if first is not None else None,
            [self._division(road) for road in self._road.divisions],
            self._last_match(),
            pot_words(self._tournament),
            clock_views(self._tournament, self._now, {road.division for road in self._road.divisions}),
        )

    def _headline(self, road: DivisionRoad | None) -> str:
        if road is not None and self._road.status == "reported":
            return self._reported_headline(road)
        return {
            "called": t("You are up"),
            "playing": t("You are playing"),
            "left": t("You have left"),
            "not-here": t("You are not checked in"),
            "on-deck": t("On deck: stay near"),
            "ready": t("You are in line"),
            "waiting": t("You wait for your next match"),
            "not-drawn": t("You are in"),
            "not-entered": t("You are signed up"),
            "champion": t("Champion!"),
            "out": t("You are out"),
        }.get(self._road.status, "")

    def _reported_headline(self, road: DivisionRoad) -> str:
        decisions = self._decisions(road)
        if decisions.protest:
            return t("The desk decides")
        if decisions.report is not None and decisions.report.by_side == road.side:
            return t("Your score has arrived")
        return t("Is this right?")

    def _main(self, road: DivisionRoad | None) -> str:
        status = self._road.status
        if road is None or status in {"left", "not-here", "not-entered", "not-drawn"}:
            return ""
        if status in {"champion", "out"}:
            return t("Place {place}", place=road.place) if road.place is not None else ""
        if status in {"called", "playing"}:
            return self._decisions(road).court or ""
        if status == "reported":
            return _score_words(self._own_scores(road))
        return self._when(road)

    def _when(self, road: DivisionRoad) -> str:
        if road.minutes is None:
            return self._ahead(road)
        least, most = road.minutes
        if least == most:
            return t("In {minutes} min", minutes=most)
        return t("In {least}–{most} min", least=least, most=most) if least else t("Within {minutes} min", minutes=most)

    def _ahead(self, road: DivisionRoad) -> str:
        if road.ahead is None:
            return ""
        return t("{count:match|matches} before yours", count=road.ahead) if road.ahead else t("You are next")

    def _details(self, road: DivisionRoad | None) -> Iterator[str]:
        if self._tournament.is_closed:
            yield t("This tournament is closed.")
        elif self._tournament.pause is not None:
            yield f"{t('The tournament is paused.')} {self._tournament.pause.text}".strip()
        yield from self._status_details(road)
        if road is not None and road.match is not None:
            yield from self._match_details(road, road.match)

    def _status_details(self, road: DivisionRoad | None) -> Iterator[str]:
        match self._road.status:
            case "not-here" if self._has_seat:
                yield t("The desk lets you in, or you have said that you leave. You are not called until then.")
            case "not-here":
                yield t("You are not called until you check in at the desk or on your phone.")
            case "not-drawn":
                yield t("The draw has not been made yet. This page shows it.")
            case "not-entered":
                yield t("The desk puts you into a division.")
            case "waiting" if road is not None and road.match is None and self._waits_for_stage(road):
                yield t("You have played all your matches here. The bracket is drawn when the others have, too.")
            case "champion" | "out" if road is not None:
                yield self._why(road)

    def _waits_for_stage(self, road: DivisionRoad) -> bool:
        """Whether the matches of a stage are over for a player, and a later one is not drawn."""
        division = self._tournament.divisions[road.division]
        return bool(road.played) and len(division.stages) > division.current_stage

    def _match_details(self, road: DivisionRoad, match: Match) -> Iterator[str]:
        slot, decisions = match.sides[2 - (road.side or 1)], self._decisions(road)
        partners = [self._tournament.players[player].name for player in self._partners(road)]
        yield t("against {team}", team=self._opponent(road, slot))
        if road.minutes is not None and self._road.status in {"ready", "on-deck"}:
            yield self._ahead(road)
        if partners:
            yield t("with {player}", player=" & ".join(partners))
        if match.status == "called" and road.side in decisions.missing:
            yield t("The desk is looking for you.")
        if match.status == "reported":
            yield self._reported_detail(road, decisions)
        if decisions.held:
            yield t("The desk holds this match back for now.")

    def _reported_detail(self, road: DivisionRoad, decisions: MatchDecisions) -> str:
        if decisions.protest:
            return t("Two reports differ, or somebody protests. Go to the desk.")
        if decisions.report is not None and decisions.report.by_side == road.side:
            return t("It counts once the other side or the desk says the same.")
        return t("The other side has reported it. It counts once you or the desk say the same.")

    def _partners(self, road: DivisionRoad) -> list[int]:
        entries: tuple[int, ...] = (road.entry,)
        if road.match is not None and road.side is not None:
            entries = entries_of(road.match.sides[road.side - 1]) or entries  # two who are partners in this match alone
        players = [player for entry in entries for player in self._tournament.entries[entry].players]
        return [player for player in players if player != self._road.player]

    def _opponent(self, road: DivisionRoad, slot: Slot) -> str:
        return self._side_words(slot, road.possible)

    def _side_words(self, slot: Slot, possible: tuple[int, ...]) -> str:
        if isinstance(slot, EntrySlot) or not possible:
            return side_name(self._tournament, slot)
        names = [self._tournament.entry_name(entry) for entry in possible]
        return names[0] if len(names) == 1 else t("{team} or {other}", team=names[0], other=names[1])

    def _decisions(self, road: DivisionRoad) -> MatchDecisions:
        division = self._tournament.divisions[road.division]
        return division.decisions(road.match.id if road.match is not None else "")

    def _own_scores(self, road: DivisionRoad) -> list[GameScore]:
        return _turned(self._decisions(road).scores, road.side)

    def _match(self, road: DivisionRoad) -> OwnMatchView | None:
        if road.match is None:
            return None
        return self._match_view(road, road.match, road.side)

    def _match_view(self, road: DivisionRoad, match: Match, side: MatchSide | None) -> OwnMatchView:
        division = self._tournament.divisions[road.division]
        decisions = division.decisions(match.id)
        is_called = match.status == "called"
        is_confirmable = (
            match.status == "reported"
            and decisions.report is not None
            and decisions.report.by_side != side
            and not decisions.protest
        )
        return OwnMatchView(
            road.division,
            match.id,
            f"{road.division}.{match.id}.{decisions.called_at}.{decisions.calls}" if is_called else "",
            format_timestamp(decisions.called_at) if is_called and decisions.called_at is not None else "",
            decisions.court or "",
            side_name(self._tournament, match.sides[2 - (side or 1)]),
            best_of(division.stage(match.stage), match.id),
            _score_words(_turned(decisions.scores, side)) if is_confirmable else "",
            _encode_scores(_turned(decisions.scores, side)) if is_confirmable else "",
            match.status in TO_REPORT or (match.status == "reported" and not decisions.protest and not is_confirmable),
            match.status in {"playing", "reported", "over"} and not decisions.protest,
        )

    def _last_match(self) -> OwnMatchView | None:
        """Return the match that was over last, as long as a protest can be understood."""
        last: tuple[int, DivisionRoad, Match] | None = None
        for road in self._road.divisions:
            for match in road.played:
                over_at = self._tournament.divisions[road.division].decisions(match.id).over_at or 0
                if match.how == "played" and (last is None or over_at >= last[0]):
                    last = over_at, road, match
        if last is None:
            return None
        _, road, match = last
        return self._match_view(road, match, match.side_of(road.entry))

    def _division(self, road: DivisionRoad) -> OwnDivisionView:
        division = self._tournament.divisions[road.division]
        team = self._tournament.entry_name(road.entry)
        return OwnDivisionView(
            division.name,
            team if team != self._tournament.players[self._road.player].name else "",
            self._steps(road, road.if_won),
            self._end(road.if_won),
            self._steps(road, road.if_lost),
            self._end(road.if_lost),
            road.if_won is not None,
            [self._result(road, match) for match in road.played],
            self._standing(division, road),
            self._why(road),
            standing_words(division, road.standing) if road.standing is not None else "",
        )

    def _steps(self, road: DivisionRoad, path: RoadPath | None) -> list[RoadStepView]:
        return [self._step(road, step) for step in path.steps] if path is not None else []

    def _step(self, road: DivisionRoad, step: RoadStep) -> RoadStepView:
        return RoadStepView(self._title(road, step.match), self._side_words(step.against, step.possible))

    def _title(self, road: DivisionRoad, match: str) -> str:
        if road.division not in self._last:
            self._last[road.division] = last_rounds(road.matches)
        division = self._tournament.divisions[road.division]
        return division_match_title(division, road.matches[match], self._last[road.division])

    def _end(self, path: RoadPath | None) -> str:
        if path is None or path.place is None:
            return ""
        if path.place == 1:
            return t("Champion!")
        if path.steps:
            return t("At best place {place}", place=path.place)
        return t("You are out: place {place}", place=path.place)

    def _result(self, road: DivisionRoad, match: Match) -> OwnResultView:
        side: MatchSide = match.side_of(road.entry) or 2
        is_won = match.winner == side
        scores = self._tournament.divisions[road.division].decisions(match.id).scores
        words = _score_words(_turned(scores, side))
        if match.how not in {None, "played"}:
            words = f"{words} ({how_words(match)})" if words else how_words(match)
        opponent = side_name(self._tournament, match.sides[2 - side])
        sentence = t("Won against {team}", team=opponent) if is_won else t("Lost against {team}", team=opponent)
        return OwnResultView(self._title(road, match.id), f"{sentence}, {words}" if words else sentence, is_won)

    def _standing(self, division: Division, road: DivisionRoad) -> str:
        if road.place is not None:
            return t("Place {place}", place=road.place)
        if road.status in {"not-drawn", "left"} or division.is_open_play:
            return ""
        if road.match is None or road.match.side_letter not in BRACKET_SIDES:
            return self._table_standing(division, road)
        stage = division.stage(road.match.stage)
        losses = [match for match in road.played if match.stage == road.match.stage and road.entry not in match.winners]
        if stage.format == "double" and not losses:
            return t("You are still in, without a loss: only the second one puts you out.")
        if stage.format == "double":
            return t("You are still in, with one loss: the next one puts you out.")
        return t("You are still in: the first loss puts you out.")

    def _table_standing(self, division: Division, road: DivisionRoad) -> str:
        """Return the place in the table of the stage that an entry plays or has played last, as it is now."""
        newest = road.match or next(iter(road.played[::-1]), None)
        if newest is None or newest.side_letter in BRACKET_SIDES or not road.played:
            return ""
        standings = stage_standings(self._tournament, division, newest.stage, road.matches)
        pool = standings.pool(road.entry)
        ranks = standings.pools.get(pool, []) if pool is not None else []
        place = next((rank.place for rank in ranks if road.entry in rank.entries), None)
        if place is None:
            return ""
        if len(standings.pools) > 1:
            return t("Place {place} in pool {pool} so far", place=place, pool=pool or 0)
        return t("Place {place} so far", place=place)

    def _why(self, road: DivisionRoad) -> str:
        """Return what decided the place: the last match."""
        if road.place is None or not road.played:
            return ""
        last = self._result(road, road.played[-1])
        return t("Your last match, {match}: {result}.", match=road.played[-1].id, result=last.words)


def _turned(scores: tuple[GameScore, ...], side: MatchSide | None) -> list[GameScore]:
    """Return scores with those of `side` first."""
    return [(second, first) if side == 2 else (first, second) for first, second in scores]


def _score_words(scores: list[GameScore]) -> str:
    return ", ".join(f"{first}–{second}" for first, second in scores)


def _encode_scores(scores: list[GameScore]) -> str:
    return ",".join(f"{first}-{second}" for first, second in scores)
