"""Export API: games of the log as the files that the window and ``goat-kiosk export`` write, streamed game by game."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.errors import NotFound
from goat_kiosk.exports.csv_dialect import dialect_of
from goat_kiosk.exports.exporting import encode_chunks
from goat_kiosk.exports.tournaments import export_tournament
from goat_kiosk.store.log.log_file import LogFile
from goat_kiosk.store.tournament_log import TournamentReader
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import ApiRoute, Media, get
from goat_kiosk.web.live.desk_client import DeskClient

_TYPES = {"json": "application/json", "csv": "text/csv"}
_RESPONSE = Media(_TYPES["csv"], "The file, game by game.", (_TYPES["json"],))


class ExportQuery(msgspec.Struct, frozen=True):
    """Which games to export, and in which form."""

    format: Literal["json", "csv"] = "json"
    games: Annotated[str, msgspec.Meta(pattern="^([0-9]{1,10}(,[0-9]{1,10})*)?$")] = ""
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    locale: str = "en-US"


class ExportApi:
    """The handler of ``/api/export``."""

    def __init__(self, desk: DeskClient, auth: Authenticator) -> None:
        self._desk = desk
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [get("/api/export", self.export, _RESPONSE, key="venue", query=ExportQuery, operation="exportGames")]

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Export games and tournaments as a file: JSON with every event, or of games CSV with every round."""
        self._auth.require_owner(request)
        query = read_options(request, ExportQuery)
        dialect_of(query.locale)
        log = await self._desk.open_log()
        try:
            chunks = await self._desk.read_old(lambda: _chunks(log, query))
            return await self._send(request, query, chunks)
        finally:
            await self._desk.read_old(log.close)

    async def _send(self, request: web.Request, query: ExportQuery, chunks: Iterator[bytes]) -> web.StreamResponse:
        """Send the chunks, reading each when the one before is sent. A failure in the middle breaks the connection."""
        name = f'attachment; filename="games.{query.format}"'
        response = web.StreamResponse(headers={hdrs.CONTENT_DISPOSITION: name, hdrs.CACHE_CONTROL: "no-store"})
        response.content_type = _TYPES[query.format]
        if query.format == "csv":
            response.charset = "utf-8"
        chunk = await self._desk.read_old(lambda: next(chunks, None))
        await response.prepare(request)
        while chunk is not None:
            await response.write(chunk)
            chunk = await self._desk.read_old(lambda: next(chunks, None))
        await response.write_eof()
        return response


def _chunks(log: LogFile, query: ExportQuery) -> Iterator[bytes]:
    """Return the content of the file. Raises `NotFound` for a game or tournament that is not in the log."""
    games, reader = log.change_times(), TournamentReader(log)
    tournaments = {header.tournament_id: header.at for header in reader.headers()} if query.format == "json" else {}
    times = games | tournaments
    selected = list(dict.fromkeys(map(int, query.games.split(",")))) if query.games else list(times)
    if missing := [number for number in selected if number not in times]:
        raise NotFound("There is no game {game_id}.", game_id=missing[0])
    since = query.since.timestamp() * 1_000 if query.since is not None else 0
    chosen = [number for number in selected if times[number] >= since]
    exported = [export_tournament(number, reader.events(number)) for number in chosen if number in tournaments]
    game_ids = [number for number in chosen if number in games]
    return encode_chunks(log, game_ids, query.format, dialect_of(query.locale), exported)
