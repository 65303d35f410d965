"""Tournaments of the hub thread: each has a topic, with its state and its divisions in parts beside each other.

A tournament is immutable, so the desk hands over its newest state, and everything is encoded here, once for all
subscribers. A division that has not changed keeps its parts.
"""

from http import HTTPStatus
from typing import NoReturn

import msgspec
from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.topic import TopicPart
from goat_kiosk.tournament.events import MatchCalled
from goat_kiosk.tournament.state.chunks import split_state
from goat_kiosk.tournament.state.encoding import (
    Reader,
    TournamentIdentity,
    encode_call,
    encode_parts,
    encode_tournament,
)
from goat_kiosk.tournament.tournament import Division, Tournament
from goat_kiosk.web.http.routing import EVENT_STREAM, TOURNAMENT_ID, ApiRoute, get, tournament_id_of
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.streams import StreamOptions, Streams

_MAX_CACHED = 128
"""Divisions whose parts stay in memory: more than are played in an evening."""


class Tournaments:
    """The tournaments of this kiosk, for the streams and the API."""

    def __init__(self, hub: Hub, desk: DeskClient, kiosk: str) -> None:
        """`kiosk` is the name of the kiosk."""
        self._hub, self._desk, self.kiosk = hub, desk, kiosk
        self._parts: dict[tuple[int, int], tuple[int, list[TopicPart]]] = {}
        """By tournament and division: the number of the event that the parts are for, and the parts."""

    @property
    def now(self) -> int:
        """The time by the wall clock, milliseconds since 1970 UTC."""
        return self._desk.pairing.clock.wall()

    def publish(self, change: TournamentChange) -> None:
        """Publish a tournament after events, and the calls among them."""
        topic = topic_of_tournament(change.tournament_id)
        self._hub.publish_parts(topic, self._topic_parts(change))
        for row in change.rows:
            if isinstance(row.event, MatchCalled):
                call = encode_call(change.tournament, row.event)
                self._hub.publish_transient(topic, "call", msgspec.json.encode(call))

    async def find(self, tournament_id: int) -> TournamentChange:
        """Return a tournament as it stands, read from the log if need be. Raises `NotFound` or `Unavailable`."""
        return await self._desk.run(lambda scorekeeper: scorekeeper.director.snapshot(tournament_id))

    async def load(self, tournament_id: int) -> None:
        """Give the hub the topic of a tournament, if it has none. Raises as `find`."""
        # A change may be published while this awaits the desk: then the topic exists, with a state that is not older.
        if not self._hub.has(topic_of_tournament(tournament_id)):
            found = await self.find(tournament_id)
            if not self._hub.has(topic_of_tournament(tournament_id)):
                self._hub.publish_parts(topic_of_tournament(tournament_id), self._topic_parts(found))

    def identity(self, change: TournamentChange) -> TournamentIdentity:
        """Return the identity of a tournament of this kiosk."""
        return TournamentIdentity(change.tournament_id, change.event_id.partition("-")[0], self.kiosk)

    def _topic_parts(self, change: TournamentChange) -> list[TopicPart]:
        whole = encode_tournament(self.identity(change), change.tournament, Reader(self.now))
        state, state_parts = split_state(whole)
        parts = [TopicPart("state", "state", msgspec.json.encode(state), change.event_id)]
        parts += [TopicPart(f"part {part.part}", "part", msgspec.json.encode(part)) for part in state_parts]
        for division in change.tournament.divisions.values():
            parts += self._division_parts(change.tournament_id, change.tournament, division)
        return parts

    def _division_parts(self, tournament_id: int, tournament: Tournament, division: Division) -> list[TopicPart]:
        key = tournament_id, division.number
        seq, parts = self._parts.get(key, (0, []))
        if seq != division.seq:
            parts = [
                TopicPart(f"division {part.division} {part.part}", "division", msgspec.json.encode(part))
                for part in encode_parts(tournament, division)
            ]
            if len(self._parts) >= _MAX_CACHED:
                self._parts.clear()
            self._parts[key] = division.seq, parts
        return parts


class TournamentStreams:
    """The handler of ``/tournament/<t>/events``."""

    def __init__(self, hub: Hub, tournaments: Tournaments, streams: Streams) -> None:
        self._hub, self._tournaments, self._streams = hub, tournaments, streams

    def routes(self) -> list[ApiRoute]:
        return [
            get(
                f"/tournament/{TOURNAMENT_ID}/events",
                self.tournament,
                EVENT_STREAM,
                query=StreamOptions,
                operation="streamTournament",
                tag="streams",
                extra_errors=(HTTPStatus.NOT_FOUND,),
            )
        ]

    async def tournament(self, request: web.Request) -> NoReturn:
        """Stream one tournament: its newest state and divisions at once, then every change and call."""
        tournament_id = tournament_id_of(request)
        await self._tournaments.load(tournament_id)
        self._streams.follow(request, self._hub.topic(topic_of_tournament(tournament_id)))


def topic_of_tournament(tournament_id: int) -> str:
    """Return the hub's topic of a tournament."""
    return f"tournament/{tournament_id}"
