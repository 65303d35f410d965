"""The API described for programs: ``/api/openapi.json``, an OpenAPI 3.1 document made from the routes that are served.

Types become JSON Schema by msgspec, the same that reads the requests and writes the answers, so the document cannot say
anything else than the code does. It is made when somebody first asks for it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from aiohttp import hdrs, web

from goat_kiosk import __version__
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.problem_json import PROBLEM, Problem
from goat_kiosk.web.http.routing import ApiRoute, Media, get

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{name}"
_PART = re.compile(r"\{(\w+):((?:[^{}]|\{[^{}]*\})+)\}")
"""A variable part of a path as aiohttp writes it, ``{id:[0-9]{1,10}}``: its name and what it matches."""
_NUMBER = re.compile(r"\[0-9\]\{1,([0-9]+)\}")
_ABOUT = (
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
    """JSON Schema of the types: of answers and of bodies, and the named ones that both refer to."""

    answers: dict[Any, Json]
    bodies: dict[type, Json]
    components: Json


class OpenApi:
    """The handler of ``/api/openapi.json``."""

    def __init__(self, described: Sequence[ApiRoute]) -> None:
        self._described = described

    def routes(self) -> list[ApiRoute]:
        """Return the routes to be served."""
        return [get("/api/openapi.json", self.document, Json)]

    async def document(self, _: web.Request) -> web.Response:
        """Return this document."""
        return json_response(self._document, headers={hdrs.CACHE_CONTROL: "no-cache"})

    @cached_property
    def _document(self) -> bytes:
        return msgspec.json.encode(document([*self._described, *self.routes()]))


def document(described: Sequence[ApiRoute]) -> Json:
    """Return the OpenAPI document of the operations."""
    schemas = _schemas(described)
    paths: dict[str, Json] = {}
    for operation in described:
        path = _PART.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _describe(operation, schemas)
    refusals = {status for operation in described for status in operation.refusals}
    return {
        "openapi": "3.1.0",
        "info": {"title": "GOaT Kiosk", "version": __version__, "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {_name(status): _refusal(status) for status in sorted(refusals)},
            "securitySchemes": {
                key: {"type": "http", "scheme": "bearer", "description": says} for key, says in _KEYS.items()
            },
        },
    }


def _schemas(described: Sequence[ApiRoute]) -> Schemas:
    """Return the schema of each type that an operation takes or gives, and the named ones they refer to."""
    kinds = [Problem, *(kind for operation in described for kind in _kinds(operation))]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    answers = dict(zip(kinds, schemas, strict=True))
    bodies = {one.body: _body(one.body, answers[one.body], components) for one in described if one.body is not None}
    return Schemas(answers, bodies, components)


def _kinds(operation: ApiRoute) -> list[Any]:
    answered = [] if operation.answer is None or isinstance(operation.answer, Media) else [operation.answer]
    return [*answered, *([operation.body] if operation.body else [])]


def _body(kind: type, schema: Json, components: Json) -> Json:
    """Return the schema of a body. An event has no tag there: the path says already which event it is."""
    config = kind.__struct_config__  # type: ignore[attr-defined]  # every body is a struct
    if config.tag is None:
        return schema
    whole = components[kind.__name__]
    fields = {name: field for name, field in whole["properties"].items() if name != config.tag_field}
    return {**whole, "properties": fields, "required": [name for name in whole["required"] if name in fields]}


def _describe(operation: ApiRoute, schemas: Schemas) -> Json:
    path = _PART.sub(r"\1", operation.path)
    told: Json = {
        "operationId": re.sub(r"\W+", "-", f"{operation.method.lower()}{path}").strip("-"),
        "summary": operation.description,
        "parameters": [*_path(operation), *_query(operation), *(_EVENT_HEADERS if operation.events else [])],
        "responses": _responses(operation, schemas),
        "security": _security(operation),
    }
    if operation.body is not None:
        needed = any(field.required for field in msgspec.structs.fields(operation.body))
        told["requestBody"] = {
            "required": needed,
            "content": {"application/json": {"schema": schemas.bodies[operation.body]}},
        }
    return told


def _security(operation: ApiRoute) -> list[Json]:
    if operation.key == "none":
        return []
    return [{}, {"scorer": []}] if operation.key == "welcome" else [{operation.key: []}]


def _path(operation: ApiRoute) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _part(pattern)}
        for name, pattern in _PART.findall(operation.path)
    ]


def _part(pattern: str) -> Json:
    number = _NUMBER.fullmatch(pattern)
    if number is None:
        return {"type": "string", "pattern": f"^{pattern}$"}
    return {"type": "integer", "minimum": 0, "maximum": 10 ** int(number[1]) - 1}


def _query(operation: ApiRoute) -> list[Json]:
    if operation.query is None:
        return []
    (_,), components = msgspec.json.schema_components([operation.query], ref_template=_REFERENCE)
    fields = components[operation.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _responses(operation: ApiRoute, schemas: Schemas) -> Json:
    answered: Json = {"description": HTTPStatus(operation.statuses[0]).phrase}
    if isinstance(operation.answer, Media):
        content_type, says = operation.answer
        answered = {"description": says, "content": {content_type: {"schema": {"type": "string"}}}}
    elif operation.answer is not None:
        answered["content"] = {"application/json": {"schema": schemas.answers[operation.answer]}}
    if operation.events and operation.key == "scorer":
        answered["headers"] = _ETAG
    told = {str(status.value): {"$ref": f"#/components/responses/{_name(status)}"} for status in operation.refusals}
    for status in operation.statuses:
        both = answered.get("content", {}) | (_PROBLEM if status in operation.refusals else {})
        told[str(status.value)] = answered | ({"content": both} if both else {})
    return dict(sorted(told.items()))


def _refusal(status: HTTPStatus) -> Json:
    return {"description": status.phrase, "content": _PROBLEM}


def _name(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "").replace("'", "")
