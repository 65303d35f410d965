"""Names API: the venue's programs add players and teams before they have played, as a CSV file or as JSON rows.

A list is previewed, added and removed whole, as in the window. The rows are read and the roster is looked up in other
threads, so that no bag and no stream waits for them.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from goat_kiosk.domain.names.name_list import (
    AcceptedName,
    ListedName,
    NamePreview,
    NameRow,
    RefusalCode,
    RefusedName,
    preview_names,
)
from goat_kiosk.domain.names.roster import RosterKind
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.domain.state.state import Time, format_timestamp
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.store.history.history_worker import read_roster
from goat_kiosk.store.name_lists import ImportedList
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.api.bodies import EmptyBody
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import media_type, read_body, read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import ApiRoute, delete, get, post
from goat_kiosk.web.live.desk_client import DeskClient

_CSV_EXAMPLES = {
    "text/csv": "Team,Player,Player,Color\nHawks,Ann,Bo,#3fbf6b\n",
    "text/tab-separated-values": "Team\tPlayers\nHawks\tAnn, Bo\n",
    "text/plain": "Ann\nBo\n",
}
"""Content types of a CSV file. They decide nothing: its separator, encoding and header are found in its content."""
_ROUTE: dict[str, Any] = {"key": "venue", "tag": "names"}


class NamesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of a list, and where they come from, which the window shows; instead of a CSV file."""

    rows: list[NameRow]
    source: str = ""


class NamesQuery(msgspec.Struct, frozen=True):
    """With `preview` nothing is added; `source` names a CSV file."""

    preview: bool = False
    source: str = ""


class ListedNameResponse(msgspec.Struct, frozen=True):
    """A name of the list; `is_blocked` warns of a word of the venue's blocklist."""

    line: int
    kind: RosterKind
    name: str
    team: str | None
    color: str | None
    is_blocked: bool


class RefusedNameResponse(msgspec.Struct, frozen=True):
    """A name that cannot be added: `code` says why for programs, `reason` for people."""

    line: int
    text: str
    code: RefusalCode
    reason: str


class KnownNameResponse(msgspec.Struct, frozen=True):
    """A name that is offered already."""

    kind: RosterKind
    name: str


class NamesResponse(msgspec.Struct, frozen=True):
    """What becomes of each name; `list` is the number of the list that was added, null in a preview."""

    list: int | None
    accepted: tuple[ListedNameResponse, ...]
    refused: tuple[RefusedNameResponse, ...]
    known: tuple[KnownNameResponse, ...]


class ImportedListResponse(msgspec.Struct, frozen=True):
    """A list that was added, with its numbers of names."""

    list: int
    source: str
    added_at: Time
    players: int
    teams: int


class NamesApi:
    """The handlers of ``/api/names``."""

    def __init__(self, desk: DeskClient, auth: Authenticator) -> None:
        self._desk = desk
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [
            get("/api/names", self.all_lists, list[ImportedListResponse], operation="listNameLists", **_ROUTE),
            post(
                "/api/names",
                self.add,
                NamesResponse,
                NamesBody,
                query=NamesQuery,
                statuses=(HTTPStatus.OK, HTTPStatus.CREATED),
                operation="addNames",
                example={"rows": [{"team": "Hawks", "players": ["Ann", "Bo"], "color": "#3fbf6b"}]},
                file_examples=_CSV_EXAMPLES,
                **_ROUTE,
            ),
            delete(
                r"/api/names/{n:[0-9]{1,9}}",
                self.remove,
                None,
                EmptyBody,
                statuses=(HTTPStatus.NO_CONTENT,),
                operation="removeNameList",
                **_ROUTE,
            ),
        ]

    async def all_lists(self, request: web.Request) -> web.Response:
        """Return the lists that were added, the newest first."""
        self._auth.require_owner(request)
        lists = await self._desk.run(lambda scorekeeper: scorekeeper.name_lists.all())
        return json_response([_list_response(imported) for imported in lists])

    async def add(self, request: web.Request) -> web.Response:
        """Add a list of names, or preview what would become of each."""
        self._auth.require_owner(request)
        query = read_options(request, NamesQuery)
        body = await self._read_body(request, query)
        # The desk's thread only looks up what is its own: to judge thousands of names takes longer than a bag may wait.
        log_path, blocklist = await self._desk.run(
            lambda scorekeeper: (scorekeeper.games.log_path, self._desk.lobby.blocklist.current())
        )
        roster = await asyncio.to_thread(read_roster, log_path)
        preview = await asyncio.to_thread(preview_names, body.rows, roster, blocklist.matches)
        if query.preview:
            return json_response(_response(preview, None))
        source = clean_text(body.source, MAX_NAME_LENGTH)
        added = await self._desk.run(
            lambda scorekeeper: scorekeeper.name_lists.add(preview.listed, source, scorekeeper.now())
        )
        return json_response(_response(preview, added.id), HTTPStatus.CREATED)

    async def remove(self, request: web.Request) -> web.Response:
        """Remove a list with its names, but for those that have played or are in another list."""
        self._auth.require_owner(request)
        await read_json(request, EmptyBody)
        number = int(request.match_info["n"])
        await self._desk.run(lambda scorekeeper: scorekeeper.name_lists.remove(number))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _read_body(self, request: web.Request, query: NamesQuery) -> NamesBody:
        if media_type(request) not in _CSV_EXAMPLES:
            return await read_json(request, NamesBody)
        content = await read_body(request)
        return NamesBody(await asyncio.to_thread(parse_names, content), query.source)


def _response(preview: NamePreview, list_id: int | None) -> NamesResponse:
    return NamesResponse(
        list_id,
        tuple(map(_accepted_response, preview.accepted)),
        tuple(map(_refused_response, preview.refused)),
        tuple(map(_known_response, preview.known)),
    )


def _accepted_response(accepted: AcceptedName) -> ListedNameResponse:
    listed = accepted.listed
    team, color = listed.team or None, listed.color or None
    return ListedNameResponse(accepted.line, listed.kind, listed.name, team, color, accepted.is_blocked)


def _refused_response(refused: RefusedName) -> RefusedNameResponse:
    return RefusedNameResponse(refused.line, refused.text, refused.code, translate_error(refused.reason))


def _known_response(listed: ListedName) -> KnownNameResponse:
    return KnownNameResponse(listed.kind, listed.name)


def _list_response(imported: ImportedList) -> ImportedListResponse:
    added_at = format_timestamp(imported.at)
    return ImportedListResponse(imported.id, imported.source, added_at, imported.players, imported.teams)
