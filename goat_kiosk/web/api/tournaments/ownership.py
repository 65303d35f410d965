"""Ownership of tournaments between kiosks: take-over, take-back, and what was recorded here alone."""

from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.store.tournament_log import TournamentRow
from goat_kiosk.tournament.state.state import TournamentState
from goat_kiosk.web.api.bodies import EmptyBody
from goat_kiosk.web.api.tournaments.answers import RecordedDecision, UnsharedDecisions
from goat_kiosk.web.api.tournaments.paths import API_TOURNAMENT
from goat_kiosk.web.api.tournaments.writes import TournamentWrites, tagged_response
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import ApiRoute, get, post, tournament_id_of

_HANDOVER: dict[str, Any] = {"key": "venue", "extra_errors": (HTTPStatus.CONFLICT,), "tag": "kiosks"}


class TournamentOwnershipApi:
    """The handlers of a tournament that changes hands."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        return [
            post(
                f"{API_TOURNAMENT}/take-over",
                self.take_over,
                TournamentState,
                EmptyBody,
                operation="takeOverTournament",
                **_HANDOVER,
            ),
            post(
                f"{API_TOURNAMENT}/take-back",
                self.take_back,
                TournamentState,
                EmptyBody,
                operation="takeBackTournament",
                **_HANDOVER,
            ),
            get(
                f"{API_TOURNAMENT}/aside",
                self.unshared_events,
                UnsharedDecisions,
                key="venue",
                operation="getUnsharedDecisions",
                tag="kiosks",
            ),
        ]

    async def take_over(self, request: web.Request) -> web.Response:
        """Run here a tournament whose kiosk is offline."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        await self._writes.tournaments.peers.take_over_tournament(tournament_id_of(request))
        return await self._state(request)

    async def take_back(self, request: web.Request) -> web.Response:
        """Run here a tournament that another kiosk has taken over, whether that kiosk is online or not.

        The decisions recorded here count, and not those recorded there.
        """
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        await self._writes.tournaments.peers.take_back_tournament(tournament_id_of(request), self._writes.desk)
        return await self._state(request)

    async def unshared_events(self, request: web.Request) -> web.Response:
        """Return the decisions recorded here that are missing at the kiosk which took the tournament over."""
        self._writes.auth.require_owner(request)
        tournament_id = tournament_id_of(request)

        def find_unshared(scorekeeper: Scorekeeper) -> tuple[str, list[TournamentRow]]:
            ownership = scorekeeper.tournament_ownership
            return ownership.taken_by(tournament_id), ownership.unshared_events(tournament_id)

        kiosk, rows = await self._writes.desk.run(find_unshared)
        events = [_decision(row) for row in rows]
        return json_response(UnsharedDecisions(tournament_id, kiosk, events))

    async def _state(self, request: web.Request) -> web.Response:
        found = await self._writes.tournaments.find(tournament_id_of(request))
        return tagged_response(self._writes.state(found), found)


def _decision(row: TournamentRow) -> RecordedDecision:
    return RecordedDecision(row.seq, format_timestamp(row.at), msgspec.to_builtins(row.event), row.hash)
