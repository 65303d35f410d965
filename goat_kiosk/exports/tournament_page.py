"""Paper copy of a tournament: one HTML page with all that a director needs to go on without the kiosk.

It lies beside the backups, for the computer that takes over when this one is dead. So it needs nothing else: no script,
no other file, no style that an old browser lacks; and it prints in black on white.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from goat_kiosk.exports.bracket_drawing import draw_brackets, fit_name
from goat_kiosk.exports.bracket_sheets import BracketSheet, cut_sheets
from goat_kiosk.text import dates
from goat_kiosk.text.i18n import current_language, t, translate_error
from goat_kiosk.text.money_words import format_amount
from goat_kiosk.text.standings_view import PoolTable, division_tables
from goat_kiosk.text.templates import new_environment
from goat_kiosk.text.tournament_words import division_round_title, last_rounds, result_words, side_name
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.payouts import money_totals
from goat_kiosk.tournament.queue import QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Entry, Tournament

if TYPE_CHECKING:
    from jinja2 import Environment


class PageIdentity(NamedTuple):
    """Which tournament a page shows: its number, its newest event (`<log>-<seq>`), and its kiosk's name."""

    tournament_id: int
    event_id: str
    kiosk: str


class MatchLine(NamedTuple):
    """A match in words."""

    id: str
    sides: tuple[str, str]
    court: str
    result: str
    winner: int | None
    points: tuple[str, str]
    """Of each side, in the drawing."""


class RoundMatches(NamedTuple):
    """The matches of a round."""

    title: str
    matches: list[MatchLine]


class DivisionView(NamedTuple):
    """A division in words, and its bracket."""

    name: str
    entries: list[str]
    rounds: list[RoundMatches]
    tables: list[PoolTable]
    places: list[tuple[int, str]]
    sheets: list[BracketSheet]
    """The drawn bracket, in pieces of the size of a sheet."""
    matches: dict[MatchId, MatchLine]
    """Those of `rounds`."""


class PotView(NamedTuple):
    """A pot in words, and what its places get."""

    title: str
    payouts: list[tuple[int, str, str]]
    """Place, name (empty while nobody has the place), amount."""


class QueueLine(NamedTuple):
    """A match of the queue in words."""

    court: str
    match: str
    sides: tuple[str, str]
    why: str


def draw_page(
    identity: PageIdentity, tournament: Tournament, now: int, language: str, *, shows_money: bool = True
) -> bytes:
    """Return the page of a tournament at `now` (milliseconds since 1970 UTC), in `language`.

    `shows_money`: it is for the desk, which knows who has not paid.
    """
    token = current_language.set(language)
    try:
        return (
            _environment()
            .get_template("tournament_copy.html")
            .render(
                language=language,
                identity=identity,
                tournament=tournament,
                updated=dates.format_date_and_time(datetime.fromtimestamp(tournament.at / 1000, UTC)),
                divisions=[_division(tournament, division) for division in tournament.divisions.values()],
                queue=[] if tournament.is_closed else _queue(tournament, now),
                unpaid=[
                    player.name
                    for player in tournament.players.values()
                    if shows_money and not player.paid and not player.is_dropped
                ],
                pots=_pots(tournament) if shows_money else [],
                fit_name=fit_name,
            )
            .encode()
        )
    finally:
        current_language.reset(token)


def _pots(tournament: Tournament) -> list[PotView]:
    currency = tournament.money.currency
    return [
        PotView(
            f"{paid.pot.name} {format_amount(paid.amount, currency)}",
            [
                (
                    payout.place,
                    "" if payout.entry is None else tournament.entry_name(payout.entry),
                    format_amount(payout.amount, currency),
                )
                for payout in paid.payouts
            ],
        )
        for paid in money_totals(tournament).pots
    ]


def _queue(tournament: Tournament, now: int) -> list[QueueLine]:
    matches = {number: resolve(tournament, division) for number, division in tournament.divisions.items()}
    return [_queue_line(tournament, item, matches[item.division][item.match]) for item in court_queue(tournament, now)]


def _queue_line(tournament: Tournament, item: QueuedMatch, match: Match) -> QueueLine:
    division = tournament.divisions[item.division].name if len(tournament.divisions) > 1 else ""
    return QueueLine(
        item.court or "", f"{division} {item.match}".strip(), _sides(tournament, match), translate_error(item.why)
    )


def _division(tournament: Tournament, division: Division) -> DivisionView:
    matches = resolve(tournament, division)
    places = division_places(tournament, division, matches) if matches else []
    rounds = list(_rounds(tournament, division, [match for match in matches.values() if match.status != "not-needed"]))
    return DivisionView(
        division.name,
        [_entry_line(tournament, entry) for entry in tournament.division_entries(division.number)],
        rounds,
        division_tables(tournament, division),
        [(place.place, tournament.entry_name(place.entry)) for place in places],
        [sheet for drawing in draw_brackets(division, matches) for sheet in cut_sheets(drawing)],
        {line.id: line for round_matches in rounds for line in round_matches.matches},
    )


def _entry_line(tournament: Tournament, entry: Entry) -> str:
    """Return an entry with its players, who are its name where it has none of its own."""
    players = " & ".join(tournament.players[player].name for player in entry.players)
    line = f"{entry.name} ({players})" if entry.name else players
    return t("{name}, withdrawn", name=line) if entry.status == "withdrawn" else line


def _rounds(tournament: Tournament, division: Division, matches: list[Match]) -> Iterator[RoundMatches]:
    """Yield the rounds: the winners bracket, the losers bracket, the final, whatever their order of play."""
    last = last_rounds({match.id: match for match in matches})
    rounds: dict[str, list[MatchLine]] = {}
    for match in sorted(matches, key=lambda match: (match.stage, "WLTFKO".find(match.side_letter))):
        title = division_round_title(division, match, last)
        rounds.setdefault(title, []).append(_line(tournament, division, match))
    for title, lines in rounds.items():
        yield RoundMatches(title, lines)


def _line(tournament: Tournament, division: Division, match: Match) -> MatchLine:
    court = division.decisions(match.id).court or ""
    result, sides = result_words(division, match), _sides(tournament, match)
    scores = division.decisions(match.id).scores
    first, second = (" ".join(str(score[side]) for score in scores) for side in (0, 1))
    return MatchLine(match.id, sides, court, result, match.winner, (first, second))


def _sides(tournament: Tournament, match: Match) -> tuple[str, str]:
    first, second = (side_name(tournament, slot) for slot in match.sides)
    return first, second


@cache
def _environment() -> "Environment":
    return new_environment()
