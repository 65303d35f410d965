"""Commands of the sign-up: what is typed becomes people and entries, on time or late.

Each function returns the events of one command, given the tournament as it stands when its turn has come.
"""

import re
from collections.abc import Iterable, Sequence

from goat_kiosk.domain.names.sanitizing import clean_name, look_alike
from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.errors import NameTaken, RuleViolation
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.tournament.blind_draw import enter_late
from goat_kiosk.tournament.caps import check_rating
from goat_kiosk.tournament.division_events import EntryChanged, EntryMade, EntryWithdrawn
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerChanged, PlayerSignedUp
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.tournament import Division, Entry, SignedUpPlayer, Tournament

_NOBODY_RATED = RatingTable()
_PARTNERS = re.compile(r"\s*[&+/,]\s*|\s+(?:and|y)\s+", re.IGNORECASE)
_TEAM_SIZE = 2


def split_names(text: str, kind: DivisionKind) -> list[str]:
    """Return the people of one line: in pairs “Ann & Bob” are two. Raises `InvalidValue` for a name without letters."""
    parts = _PARTNERS.split(text.strip()) if kind == "pairs" else [text]
    return [clean_name(part) for part in parts if part.strip()] or [clean_name(text)]


def sign_up(
    tournament: Tournament, names: Sequence[str], *, paid: bool, table: RatingTable = _NOBODY_RATED
) -> list[AnyTournamentEvent]:
    """Return the events that check people in, and enter them in the first division; after its draw, late.

    Who is signed up and not here yet is checked in, who is in alone gets a partner, and who is here pays with `paid`.
    Raises `RuleViolation` for a name that is here already, a partner who has another one, or somebody whom the
    division's cap keeps out; `table` has the ratings.
    """
    _check_ratings(tournament, names, table)
    if len(names) > _TEAM_SIZE:
        raise RuleViolation("A team here is two people. Type them as “Ann & Bob”.")
    events: list[AnyTournamentEvent] = []
    players: list[int] = []
    for number, name in enumerate(names, start=tournament.next_player()):
        known = _find(tournament, name)
        players.append(known.number if known else number)
        if known is None:
            events.append(PlayerSignedUp(number, name, paid=paid))
        elif not known.here or (paid and not known.paid):
            events.append(PlayerChanged(known.number, here=True, paid=True if paid else None))
    entered = _enter(tournament, events, players)
    if not events and not entered:
        raise NameTaken("{name} is here already. Add the first letter of the last name.", name=names[0])
    return [*events, *entered]


def _check_ratings(tournament: Tournament, names: Sequence[str], table: RatingTable) -> None:
    """Raise `RuleViolation` for somebody who is rated above the cap of the first division."""
    if (division := first_division(tournament)) is not None:
        for name in names:
            check_rating(division, name, table.find(name))


def _enter(
    tournament: Tournament, events: Iterable[AnyTournamentEvent], players: list[int]
) -> list[AnyTournamentEvent]:
    """Return the events that make the people an entry of the first division, or complete the one that they have."""
    division = first_division(tournament)
    if division is None:
        return []
    entries = {entry.number: entry for player in players for entry in _entries_of(tournament, player)}
    if entries:
        return _complete(tournament, division, list(entries.values()), tuple(players))
    made = EntryMade(tournament.next_entry(), division.number, tuple(players))
    if division.draw is None:
        return [made]
    after = tournament
    for event in events:
        after = apply(after, event, tournament.at)
    return [made, *enter_late(after, made)]


def _complete(
    tournament: Tournament, division: Division, entries: Sequence[Entry], players: tuple[int, ...]
) -> list[AnyTournamentEvent]:
    """Return the events that make one entry of the people, who have `entries` already."""
    first, *others = entries
    if set(players) <= set(first.players):
        return []
    for entry in entries:
        if len(entry.players) > 1 or (others and division.draw is not None):
            raise RuleViolation("{entry} is entered already.", entry=tournament.entry_name(entry.number))
    withdrawn = [EntryWithdrawn(entry.number) for entry in others]
    return [*withdrawn, EntryChanged(first.number, players)]


def sign_up_all(tournament: Tournament, lines: Sequence[Sequence[str]]) -> list[AnyTournamentEvent]:
    """Return the events that sign up every line; one that is refused is left out."""
    events: list[AnyTournamentEvent] = []
    for line in lines:
        try:
            added = sign_up(tournament, line, paid=False)
            for event in added:
                tournament = apply(tournament, event, tournament.at)
        except RuleViolation:
            continue
        events += added
    return events


def is_late(tournament: Tournament) -> bool:
    """Whether the first division is drawn, so that who enters now is late."""
    division = first_division(tournament)
    return division is not None and division.draw is not None


def _find(tournament: Tournament, name: str) -> SignedUpPlayer | None:
    people = (player for player in tournament.players.values() if not player.is_dropped)
    return next((player for player in people if look_alike(player.name, name)), None)


def _entries_of(tournament: Tournament, player: int) -> list[Entry]:
    return [
        entry
        for entry in tournament.entries.values()
        if player in entry.players and entry.status not in {"withdrawn", "paired"}
    ]
