"""OpenAPI 3.1 document of the API: ``/api/openapi.json``, generated from the routes that are served.

msgspec turns the types into JSON Schema, the same msgspec that reads requests and writes responses, so the document
cannot differ from the code. It is generated on the first request for it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from aiohttp import hdrs, web

from goat_kiosk import __version__
from goat_kiosk.web.http.headers import json_bytes_response
from goat_kiosk.web.http.problem_json import PROBLEM, Problem
from goat_kiosk.web.http.routing import ApiRoute, Media, get

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"
_PATH_VARIABLE = re.compile(r"\{(\w+):((?:[^{}]|\{[^{}]*\})+)\}")
"""A variable part of a path as aiohttp writes it, ``{id:[0-9]{1,10}}``: its name and its pattern."""
_MAX_DIGITS = re.compile(r"\[0-9\]\{1,([0-9]+)\}")
_DESCRIPTION = (
    "Games, players, screens and phones of a cornhole venue. docs/protocol.md is this contract in words, streams and "
    "Redis included. It only grows."
)
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
_PROBLEM = {PROBLEM: {"schema": {"$ref": _REFERENCE.format(name=Problem.__name__)}}}
_ETAG = {"ETag": {"description": "The id of the state.", "schema": {"type": "string"}}}


class Schemas(NamedTuple):
    """JSON Schema of the types: of responses and of bodies, and the named ones that both refer to."""

    responses: dict[Any, Json]
    bodies: dict[type, Json]
    components: Json


class OpenApi:
    """The handler of ``/api/openapi.json``."""

    def __init__(self, routes: Sequence[ApiRoute]) -> None:
        self._routes = routes

    def routes(self) -> list[ApiRoute]:
        return [get("/api/openapi.json", self.document, Json)]

    async def document(self, _: web.Request) -> web.Response:
        """Return this document."""
        return json_bytes_response(self._document, headers={hdrs.CACHE_CONTROL: "no-cache"})

    @cached_property
    def _document(self) -> bytes:
        return msgspec.json.encode(document([*self._routes, *self.routes()]))


def document(routes: Sequence[ApiRoute]) -> Json:
    """Return the OpenAPI document of the routes."""
    schemas = _schemas(routes)
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
        "servers": [{"url": "/"}],
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


def _schemas(routes: Sequence[ApiRoute]) -> Schemas:
    """Return the schema of each type that a route reads or returns, and the named ones they refer to."""
    types = [Problem, *(type_ for route in routes for type_ in _types(route))]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    answers = dict(zip(types, schemas, strict=True))
    bodies = {
        route.body: _body(route.body, answers[route.body], components) for route in routes if route.body is not None
    }
    return Schemas(answers, bodies, components)


def _types(route: ApiRoute) -> list[Any]:
    response = [] if route.response is None or isinstance(route.response, Media) else [route.response]
    return [*response, *([route.body] if route.body else [])]


def _body(type_: type, schema: Json, components: Json) -> Json:
    """Return the schema of a body. An event has no tag there: the path already identifies it."""
    config = type_.__struct_config__  # type: ignore[attr-defined]  # every body is a struct
    if config.tag is None:
        return schema
    event = components[type_.__name__]
    fields = {name: field for name, field in event["properties"].items() if name != config.tag_field}
    return {**event, "properties": fields, "required": [name for name in event["required"] if name in fields]}


def _describe(route: ApiRoute, schemas: Schemas) -> Json:
    path = _PATH_VARIABLE.sub(r"\1", route.path)
    described: Json = {
        "operationId": re.sub(r"\W+", "-", f"{route.method.lower()}{path}").strip("-"),
        "summary": route.description,
        "parameters": [
            *_path_parameters(route),
            *_query_parameters(route),
            *(_EVENT_HEADERS if route.changes_game else []),
        ],
        "responses": _responses(route, schemas),
        "security": _security(route),
    }
    if route.body is not None:
        is_required = any(field.required for field in msgspec.structs.fields(route.body))
        described["requestBody"] = {
            "required": is_required,
            "content": {"application/json": {"schema": schemas.bodies[route.body]}},
        }
    return described


def _security(route: ApiRoute) -> list[Json]:
    if route.key == "none":
        return []
    return [{}, {"scorer": []}] if route.key == "optional" else [{route.key: []}]


def _path_parameters(route: ApiRoute) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _variable_schema(pattern)}
        for name, pattern in _PATH_VARIABLE.findall(route.path)
    ]


def _variable_schema(pattern: str) -> Json:
    number = _MAX_DIGITS.fullmatch(pattern)
    if number is None:
        return {"type": "string", "pattern": f"^{pattern}$"}
    return {"type": "integer", "minimum": 0, "maximum": 10 ** int(number[1]) - 1}


def _query_parameters(route: ApiRoute) -> list[Json]:
    if route.query is None:
        return []
    (_,), components = msgspec.json.schema_components([route.query], ref_template=_REFERENCE)
    fields = components[route.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _responses(route: ApiRoute, schemas: Schemas) -> Json:
    response: Json = {"description": HTTPStatus(route.statuses[0]).phrase}
    if isinstance(route.response, Media):
        content_type, description = route.response
        response = {"description": description, "content": {content_type: {"schema": {"type": "string"}}}}
    elif route.response is not None:
        response["content"] = {"application/json": {"schema": schemas.responses[route.response]}}
    if route.changes_game and route.key == "scorer":
        response["headers"] = _ETAG
    responses = {
        str(status.value): {"$ref": f"#/components/responses/{_response_name(status)}"}
        for status in route.error_statuses
    }
    for status in route.statuses:
        content = response.get("content", {}) | (_PROBLEM if status in route.error_statuses else {})
        responses[str(status.value)] = response | ({"content": content} if content else {})
    return dict(sorted(responses.items()))


def _error_response(status: HTTPStatus) -> Json:
    return {"description": status.phrase, "content": _PROBLEM}


def _response_name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "").replace("'", "")
