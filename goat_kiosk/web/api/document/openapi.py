"""OpenAPI 3.1 document of the API: ``/api/openapi.json``, generated from the routes that are served.

msgspec turns the types into JSON Schema, the same msgspec that reads requests and writes responses, so the document
cannot differ from the code; `json_schemas` gives them the form that generators of clients need. It is generated on the
first request for it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web

from goat_kiosk import __version__
from goat_kiosk.web.api.document.descriptions import describe
from goat_kiosk.web.api.document.json_schemas import REFERENCE, Json, Schemas, query_fields
from goat_kiosk.web.http.headers import json_bytes_response
from goat_kiosk.web.http.problem_json import PROBLEM, Problem
from goat_kiosk.web.http.routing import GAME_ID, ApiRoute, Media, get

_PATH_VARIABLE = re.compile(r"\{(\w+):((?:[^{}]|\{[^{}]*\})+)\}")
"""A variable part of a path as aiohttp writes it, ``{id:[0-9]{1,10}}``: its name and its pattern."""
_MAX_DIGITS = re.compile(r"\[0-9\]\{1,([0-9]+)\}")
_DESCRIPTION = (
    "Games, players, screens and phones of a cornhole venue. docs/protocol.md is this contract in words, streams and "
    "Redis included. It only grows: pass over properties, values (`x-known-values`), events (`UnknownEvent`) and error "
    "codes that you do not know. Times are RFC 3339 unless a description says otherwise."
)
_TAGS = {
    "games": "Find games, create them, and decide where they are played and how they end.",
    "scoring": "Score a game, bag by bag or round by round, and correct it.",
    "tournaments": "Run a tournament: its players, divisions, entries and courts, and follow it.",
    "matches": "Call, play, report, decide and correct the matches of a tournament.",
    "lobby": "Join a game, approve those who join, and confirm results.",
    "players": "Change names and lineups.",
    "ratings": "How strong the people are who have played here.",
    "names": "Add the names of a season before anybody has played.",
    "devices": "Pair phones that keep score.",
    "screens": "Control walls and overlays.",
    "kiosks": "Share games with other kiosks.",
    "streams": "Follow games as they are played.",
    "texts": "Read a game as single texts, for streaming software.",
    "monitoring": "Watch the kiosk itself.",
}
"""What each group of calls is for."""
_KEYS = {
    "scorer": "The venue's scorer key, or a paired phone's own.",
    "venue": "The venue's scorer key.",
}
_EVENT_HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Makes a retry harmless: the same key records once.",
        "schema": {"type": "string", "pattern": "^[ -~]{1,200}$"},
    },
    {
        "name": "If-Match",
        "in": "header",
        "description": "The id of the state it was decided on; refused when that is not the newest.",
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{8}-[0-9]{1,10}"$'},
    },
]
_VARIABLES = {
    "t": "The number of the tournament.",
    "d": "The number of the division in the tournament.",
    "p": "The number of the player in the tournament.",
    "e": "The number of the entry in the tournament.",
    "m": "The id of the match in the division.",
}
"""What the variable parts of a path identify, those apart that depend on the path."""
_PROBLEM = {PROBLEM: {"schema": {"$ref": REFERENCE.format(name=Problem.__name__)}}}
_RETRY_AFTER = {
    "Retry-After": {
        "description": "After so many seconds to try again. Always with 429, and with 503 when all places are taken.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
_RETRY_STATUSES = HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of the answer that the client has: 304 without a body if it is still the same.",
    "schema": {"type": "string"},
}
_ETAG = {"ETag": {"description": "Of a game, the id of its state; else a hash.", "schema": {"type": "string"}}}


class OpenApi:
    """The handler of ``/api/openapi.json``."""

    def __init__(self, routes: Sequence[ApiRoute]) -> None:
        self._routes = routes

    def routes(self) -> list[ApiRoute]:
        return [get("/api/openapi.json", self.document, Json, operation="getOpenApi", tag="monitoring")]

    async def document(self, _: web.Request) -> web.Response:
        """Return this document."""
        return json_bytes_response(self._document, headers={hdrs.CACHE_CONTROL: "no-cache"})

    @cached_property
    def _document(self) -> bytes:
        return msgspec.json.encode(document([*self._routes, *self.routes()]))


def document(routes: Sequence[ApiRoute]) -> Json:
    """Return the OpenAPI document of the routes."""
    schemas = Schemas(
        [
            Problem,
            *(route.response for route in routes if _is_json(route)),
            *(route.other_response for route in routes if route.other_response is not None),
        ],
        [route.body for route in routes if route.body is not None],
    )
    paths: dict[str, Json] = {}
    for route in routes:
        path = _PATH_VARIABLE.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _describe(route, schemas)
    refusals = {status for route in routes for status in route.error_statuses}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "GOaT Kiosk",
            "version": __version__,
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "servers": [{"url": "/", "description": "This kiosk."}],
        "tags": [{"name": name, "description": description} for name, description in _TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {_response_name(status): _error_response(status) for status in sorted(refusals)},
            "securitySchemes": {
                key: {"type": "http", "scheme": "bearer", "description": description}
                for key, description in _KEYS.items()
            },
        },
    }


def _is_json(route: ApiRoute) -> bool:
    return route.response is not None and not isinstance(route.response, Media)


def _describe(route: ApiRoute, schemas: Schemas) -> Json:
    described: Json = {
        "operationId": route.operation_id,
        "tags": [route.tag],
        "summary": route.description,
        "parameters": [
            *_path_parameters(route),
            *_query_parameters(route),
            *(_EVENT_HEADERS if route.changes_game else []),
            *([_IF_NONE_MATCH] if route.is_conditional else []),
        ],
        "responses": _responses(route, schemas),
        "security": _security(route),
    }
    if route.body is not None:
        is_required = any(field.required for field in msgspec.structs.fields(route.body))
        described["requestBody"] = {
            "required": is_required,
            "content": {"application/json": {"schema": schemas.body(route.body)} | _example(route), **_files(route)},
        }
    return described


def _example(route: ApiRoute) -> Json:
    return {} if route.example is None else {"example": route.example}


def _files(route: ApiRoute) -> Json:
    """Return the bodies that are files, in any encoding."""
    schema = {"type": "string", "format": "binary"}
    return {kind: {"schema": schema, "example": example} for kind, example in route.file_examples.items()}


def _security(route: ApiRoute) -> list[Json]:
    if route.key == "none":
        return []
    return [{}, {"scorer": []}] if route.key == "optional" else [{route.key: []}]


def _path_parameters(route: ApiRoute) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _path_description(route.path, name),
            "schema": _variable_schema(pattern),
        }
        for name, pattern in _PATH_VARIABLE.findall(route.path)
    ]


def _path_description(path: str, name: str) -> str:
    """Return what the variable part `name` of a path identifies."""
    if name == "id":
        return "The number of the game." if GAME_ID in path else "The id of the screen."
    if name != "n":
        return _VARIABLES.get(name, "Its name.")
    collection = path.partition("/{n:")[0].rpartition("/")[2]
    return f"The number in {collection}, from 1."


def _variable_schema(pattern: str) -> Json:
    number = _MAX_DIGITS.fullmatch(pattern)
    if number is None:
        return {"type": "string", "pattern": f"^{pattern}$"}
    return {"type": "integer", "minimum": 0, "maximum": 10 ** int(number[1]) - 1}


def _query_parameters(route: ApiRoute) -> list[Json]:
    if route.query is None:
        return []
    return [
        {"name": name, "in": "query", "description": describe(route.query.__name__, name), "schema": schema}
        for name, schema in query_fields(route.query).items()
    ]


def _responses(route: ApiRoute, schemas: Schemas) -> Json:
    response: Json = {"description": HTTPStatus(route.statuses[0]).phrase}
    if isinstance(route.response, Media):
        response = {"description": route.response.description, "content": _media(route.response)}
    elif route.response is not None:
        response["content"] = {"application/json": {"schema": _answer(route, schemas)}}
    headers: Json = {name: {"description": text, "schema": {"type": "string"}} for name, text in route.headers.items()}
    if route.is_conditional or (route.changes_game and route.key == "scorer"):
        headers |= _ETAG
    if headers:
        response["headers"] = headers
    responses: Json = {
        str(status.value): {"$ref": f"#/components/responses/{_response_name(status)}"}
        for status in route.error_statuses
    }
    for status in route.statuses:
        content = response.get("content", {}) | (_PROBLEM if status in route.error_statuses else {})
        responses[str(status.value)] = response | ({"content": content} if content else {})
    if route.is_conditional:
        responses["304"] = {"description": "The client has this answer.", "headers": _ETAG}
    return dict(sorted(responses.items()))


def _answer(route: ApiRoute, schemas: Schemas) -> Json:
    answer = schemas.answer(route.response)
    if route.other_response is None:
        return answer
    return {"anyOf": [answer, schemas.answer(route.other_response)]}


def _media(media: Media) -> Json:
    schemas: Json = {"application/json": {"type": "object"}}
    types = (media.content_type, *media.alternatives)
    return {content_type: {"schema": schemas.get(content_type, {"type": "string"})} for content_type in types}


def _error_response(status: HTTPStatus) -> Json:
    headers = {"headers": _RETRY_AFTER} if status in _RETRY_STATUSES else {}
    return {"description": status.phrase, "content": _PROBLEM, **headers}


def _response_name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "").replace("'", "")
