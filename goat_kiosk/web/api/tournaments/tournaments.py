"""Tournaments as resources: create, list, read, close, reopen, pause."""

from http import HTTPStatus

import msgspec
from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.practice_night import create_practice_night
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.events import (
    DecisionUndone,
    TournamentChanged,
    TournamentClosed,
    TournamentPaused,
    TournamentReopened,
    TournamentResumed,
)
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.state.state import TournamentState
from goat_kiosk.web.api.bodies import EmptyBody
from goat_kiosk.web.api.tournaments.answers import ClosedTournament, FinalPlace, ListedTournament
from goat_kiosk.web.api.tournaments.bodies import (
    NewTournamentBody,
    PauseBody,
    SettingsBody,
    to_ms,
    to_reason,
)
from goat_kiosk.web.api.tournaments.paths import API_TOURNAMENT, API_TOURNAMENTS
from goat_kiosk.web.api.tournaments.writes import PREVIEWED, WRITE, TournamentWrites, tagged_response
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import idempotency_key, json_response
from goat_kiosk.web.http.routing import ApiRoute, get, post, put, tournament_id_of
from goat_kiosk.web.live.tournaments import TournamentReplica


class TournamentsApi:
    """The handlers of the tournaments themselves."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes, self._desk = writes, writes.desk

    def routes(self) -> list[ApiRoute]:
        return [
            get(
                API_TOURNAMENTS,
                self.all_tournaments,
                list[ListedTournament],
                operation="listTournaments",
                tag="tournaments",
            ),
            post(
                API_TOURNAMENTS,
                self.create,
                TournamentState,
                NewTournamentBody,
                statuses=(HTTPStatus.CREATED,),
                operation="createTournament",
                example={"name": "Friday doubles", "courts": ["Board 1", "Board 2"]},
                **WRITE,
            ),
            get(API_TOURNAMENT, self.tournament, TournamentState, operation="getTournament", tag="tournaments"),
            put(
                API_TOURNAMENT,
                self.change,
                TournamentState,
                SettingsBody,
                operation="changeTournament",
                example={"end_by": "2026-11-28T04:00:00Z"},
                **WRITE,
            ),
            post(
                f"{API_TOURNAMENT}/close",
                self.close,
                ClosedTournament,
                EmptyBody,
                operation="closeTournament",
                example={},
                **WRITE,
            ),
            post(
                f"{API_TOURNAMENT}/reopen",
                self.reopen,
                TournamentState,
                EmptyBody,
                operation="reopenTournament",
                example={},
                **WRITE,
            ),
            post(
                f"{API_TOURNAMENT}/undo",
                self.undo,
                TournamentState,
                EmptyBody,
                operation="undoDecision",
                example={},
                **PREVIEWED,
            ),
            post(
                f"{API_TOURNAMENT}/pause",
                self.pause,
                TournamentState,
                PauseBody,
                operation="pauseTournament",
                example={"text": "Dinner. We go on at 8."},
                **WRITE,
            ),
            post(
                f"{API_TOURNAMENT}/resume",
                self.resume,
                TournamentState,
                EmptyBody,
                operation="resumeTournament",
                example={},
                **WRITE,
            ),
        ]

    async def all_tournaments(self, _: web.Request) -> web.Response:
        """Return every tournament of this kiosk and of those that share with it, newest first."""
        own = [] if self._desk.is_relay else await self._desk.run(_list_own)
        peers = [_listed_replica(replica) for replica in self._writes.tournaments.replicas()]
        listed = {one.tournament_id: one for one in [*own, *peers]}
        return json_response(sorted(listed.values(), key=lambda one: one.at, reverse=True))

    async def create(self, request: web.Request) -> web.Response:
        """Create a tournament with its courts."""
        self._writes.auth.require_owner(request)
        body, key = await read_json(request, NewTournamentBody), idempotency_key(request)
        event = body.to_event(await self._writes.kiosks.finder())

        def create(scorekeeper: Scorekeeper) -> TournamentChange:
            director = scorekeeper.director
            return create_practice_night(director, event, key) if event.is_practice else director.create(event, key)

        change = await self._desk.run(create)
        return tagged_response(self._writes.state(change), change, HTTPStatus.CREATED)

    async def tournament(self, request: web.Request) -> web.Response:
        """Return a tournament without its matches."""
        found = await self._writes.tournaments.find(tournament_id_of(request))
        return tagged_response(self._writes.state(found, sees_money=self._writes.is_desk(request)), found)

    async def change(self, request: web.Request) -> web.Response:
        """Change the name and the settings of a tournament; games that are open keep their rules."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, SettingsBody)
        return await self._writes.record(
            request, lambda tournament: [body.to_event(tournament)], self._writes.state, TournamentChanged
        )

    async def close(self, request: web.Request) -> web.Response:
        """Close the tournament; it can be reopened."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        return await self._writes.record(request, lambda _: [TournamentClosed()], self._closed, TournamentClosed)

    def _closed(self, change: TournamentChange) -> ClosedTournament:
        state, players = self._writes.state(change), change.tournament.players.values()
        places = [
            FinalPlace(division, place.place, place.entry)
            for division, matches in resolve_all(change.tournament).items()
            for place in division_places(change.tournament, change.tournament.divisions[division], matches)
        ]
        unpaid = [player.number for player in players if not player.paid and not player.is_dropped]
        return ClosedTournament(**msgspec.structs.asdict(state), places=places, unpaid=unpaid)

    async def reopen(self, request: web.Request) -> web.Response:
        """Reopen a closed tournament."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        return await self._writes.record(
            request, lambda _: [TournamentReopened()], self._writes.state, TournamentReopened
        )

    async def undo(self, request: web.Request) -> web.Response:
        """Take back the newest decision, while nothing has followed from it."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        return await self._writes.record(request, lambda _: [DecisionUndone()], self._writes.state, DecisionUndone)

    async def pause(self, request: web.Request) -> web.Response:
        """Pause the tournament: nothing is called until it is resumed."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, PauseBody)
        event = TournamentPaused(to_reason(body.text), to_ms(body.until))
        return await self._writes.record(request, lambda _: [event], self._writes.state, TournamentPaused)

    async def resume(self, request: web.Request) -> web.Response:
        """End the pause."""
        self._writes.auth.require_owner(request)
        await read_json(request, EmptyBody)
        return await self._writes.record(
            request, lambda _: [TournamentResumed()], self._writes.state, TournamentResumed
        )


def _list_own(scorekeeper: Scorekeeper) -> list[ListedTournament]:
    director = scorekeeper.director
    return [
        ListedTournament(
            header.tournament_id,
            header.name,
            "closed" if header.is_closed else "open",
            format_timestamp(header.at),
            header.is_practice or msgspec.UNSET,
            director.owners.taken_by(header.tournament_id) or msgspec.UNSET,
        )
        for header in director.tournaments()
    ]


def _listed_replica(replica: TournamentReplica) -> ListedTournament:
    tournament = replica.change.tournament
    return ListedTournament(
        replica.change.tournament_id,
        tournament.name,
        "closed" if tournament.is_closed else "open",
        format_timestamp(tournament.at),
        tournament.is_practice or msgspec.UNSET,
        replica.kiosk,
    )
