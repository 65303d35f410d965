"""Courts of a tournament, and the queue of the matches that wait for one."""

from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import InvalidValue
from goat_kiosk.tournament import court_use
from goat_kiosk.tournament.events import AnyTournamentEvent, CourtSet, QueueOrdered
from goat_kiosk.tournament.state.encoding import encode_courts, encode_queue
from goat_kiosk.tournament.state.state import QueueRow, TournamentCourt
from goat_kiosk.tournament.tournament import Court, Tournament
from goat_kiosk.web.api.tournaments.bodies import QueueBody, TournamentCourtBody
from goat_kiosk.web.api.tournaments.paths import API_TOURNAMENT
from goat_kiosk.web.api.tournaments.writes import PREVIEWED, WRITE, TournamentWrites, tagged_response
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.routing import ApiRoute, get, post, tournament_id_of


class CourtsApi:
    """The handlers of a tournament's courts and queue."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        return [
            get(f"{API_TOURNAMENT}/queue", self.queue, list[QueueRow], operation="getQueue", tag="tournaments"),
            post(
                f"{API_TOURNAMENT}/queue",
                self.order,
                list[QueueRow],
                QueueBody,
                operation="orderQueue",
                example={"order": []},
                **WRITE,
            ),
            post(
                f"{API_TOURNAMENT}/courts",
                self.set_court,
                list[TournamentCourt],
                TournamentCourtBody,
                operation="setCourt",
                example={"court": "Board 3", "open": True},
                **PREVIEWED,
            ),
        ]

    async def queue(self, request: web.Request) -> web.Response:
        """Return what is played, what is called, and what comes next, with the reason of each."""
        found = await self._writes.tournaments.find(tournament_id_of(request))
        return tagged_response(self._queue(found), found)

    async def order(self, request: web.Request) -> web.Response:
        """Put matches first in the queue, in this order."""
        self._writes.auth.require_owner(request)
        event = QueueOrdered((await read_json(request, QueueBody)).order)
        return await self._writes.record(request, lambda _: [event], self._queue, QueueOrdered)

    async def set_court(self, request: web.Request) -> web.Response:
        """Open, close or add a court, and decide what happens to the match there."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, TournamentCourtBody)
        name = clean_name(body.court)
        target = None if body.to is None else clean_name(body.to)
        if (body.running == "move") != (target is not None):
            raise InvalidValue("Say to which court the match moves, if it moves.")
        kiosk = (await self._writes.kiosks.finder())(body.kiosk)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            court = tournament.courts.get(name, Court(name))
            event = CourtSet(name, body.open, body.calling or court.calling, body.scoring or court.scoring, kiosk)
            is_moving = body.running != "finish" and not body.open
            return [event, *(court_use.clear_court_events(tournament, name, target) if is_moving else [])]

        return await self._writes.record(request, decide, lambda change: encode_courts(change.tournament), CourtSet)

    def _queue(self, change: TournamentChange) -> list[QueueRow]:
        return encode_queue(change.tournament, self._writes.reader(change))
