"""Entries of a division: who plays, also late; substitutes, and who withdraws."""

from http import HTTPStatus

from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import NotInTournament
from goat_kiosk.tournament.blind_draw import enter_late
from goat_kiosk.tournament.caps import check_cap
from goat_kiosk.tournament.division_events import EntryChanged, EntryMade, EntryWithdrawn
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.state.encoding import encode_entry
from goat_kiosk.tournament.state.state import TournamentEntry
from goat_kiosk.tournament.strength import player_ratings
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry
from goat_kiosk.web.api.tournaments.bodies import EntryBody, EntryChangeBody, LeaveBody, to_reason
from goat_kiosk.web.api.tournaments.paths import API_DIVISION, API_ENTRY, number_of
from goat_kiosk.web.api.tournaments.writes import PREVIEWED, TournamentWrites, recorded
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.routing import ApiRoute, delete, post, put


class EntriesApi:
    """The handlers of a division's entries."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        return [
            post(
                f"{API_DIVISION}/entries",
                self.add,
                TournamentEntry,
                EntryBody,
                statuses=(HTTPStatus.CREATED,),
                operation="addEntry",
                example={"players": [1, 2], "name": "Board Meeting"},
                **PREVIEWED,
            ),
            put(
                API_ENTRY,
                self.change,
                TournamentEntry,
                EntryChangeBody,
                operation="changeEntry",
                example={"players": [1, 3]},
                **PREVIEWED,
            ),
            delete(
                API_ENTRY,
                self.withdraw,
                TournamentEntry,
                LeaveBody,
                operation="withdrawEntry",
                example={"reason": "Had to leave."},
                **PREVIEWED,
            ),
        ]

    async def add(self, request: web.Request) -> web.Response:
        """Enter players in a division; after the draw in a free place, or refused with the reason."""
        self._writes.auth.require_owner(request)
        body, division = await read_json(request, EntryBody), number_of(request, "d")
        name, table = _clean_entry_name(body.name), await self._writes.ratings_for(request, division)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            made = EntryMade(tournament.next_entry(), division, body.players, name, body.seed)
            entered = find_division(tournament, division)
            if all(player in tournament.players for player in body.players):
                check_cap(tournament, entered, body.players, player_ratings(tournament, table))
            return [made] if entered.draw is None else [made, *enter_late(tournament, made)]

        def answer(change: TournamentChange) -> TournamentEntry:
            return _playing_entry(change, recorded(change, EntryMade).entry)

        return await self._writes.record(request, decide, answer, EntryMade, HTTPStatus.CREATED)

    async def change(self, request: web.Request) -> web.Response:
        """Change an entry’s name, seed or players, such as for a substitute."""
        self._writes.auth.require_owner(request)
        body, division, number = await read_json(request, EntryChangeBody), number_of(request, "d"), _number(request)
        name = None if body.name is None else _clean_entry_name(body.name)

        def decide(tournament: Tournament) -> list[EntryChanged]:
            _check_entry(tournament, division, number)
            return [EntryChanged(number, body.players, name, body.seed, body.from_game)]

        return await self._writes.record(request, decide, lambda change: _entry(change, number), EntryChanged)

    async def withdraw(self, request: web.Request) -> web.Response:
        """Withdraw an entry: it forfeits the matches that it has not finished."""
        self._writes.auth.require_owner(request)
        body, division, number = await read_json(request, LeaveBody), number_of(request, "d"), _number(request)

        def decide(tournament: Tournament) -> list[EntryWithdrawn]:
            _check_entry(tournament, division, number)
            return [EntryWithdrawn(number, to_reason(body.reason))]

        return await self._writes.record(request, decide, lambda change: _entry(change, number), EntryWithdrawn)


def _number(request: web.Request) -> int:
    return number_of(request, "e")


def _clean_entry_name(name: str) -> str:
    return clean_name(name) if name.strip() else ""


def _check_entry(tournament: Tournament, division: int, number: int) -> None:
    if find_entry(tournament, number).division != find_division(tournament, division).number:
        raise NotInTournament("This tournament has no entry {number}.", number=number)


def _entry(change: TournamentChange, number: int) -> TournamentEntry:
    if number not in change.tournament.entries:  # a retry, after its entry has been taken back
        raise NotInTournament("This tournament has no entry {number}.", number=number)
    return encode_entry(change.tournament, change.tournament.entries[number])


def _playing_entry(change: TournamentChange, number: int) -> TournamentEntry:
    """Return an entry, or the team of a late person in a blind draw that was drawn already."""
    entry = _entry(change, number)
    teams = (
        team
        for team in change.tournament.division_entries(entry.division)
        if team.is_drawn
        and set(entry.players) & set(team.players)
        and change.tournament.entries[number].status == "paired"
    )
    team = next(teams, None)
    return entry if team is None else encode_entry(change.tournament, team)
