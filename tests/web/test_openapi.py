"""The document of the API: valid, complete, and of the same types as the code."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from aiohttp import hdrs, web

from goat_kiosk.web.api.commands import COMMANDS
from goat_kiosk.web.api.document.openapi import document
from goat_kiosk.web.http.routing import api_routes, get
from tests.web.kiosk import Kiosk, running

FOR_PEOPLE = {
    *("/", "/courts", "/colors.css", "/preferences", "/display", "/display/{id}", "/qr.svg", "/pair", "/score"),
    *("/score/games", "/score/{id}", "/overlay/{id}", "/overlay/{id}/style.css", "/overlay/{id}/offline.html"),
    *("/overlay", "/overlay/style.css", "/overlay/offline.html"),
    *("/sponsors/{name}", "/static/{name}", "/static/{fingerprint}/{name}", "/game/{id}", "/game/{id}/figures"),
    *("/game/{id}/receipt", "/game/{id}/lobby", "/game/{id}/join", "/game/{id}/leave", "/game/{id}/colors.css"),
    *("/game/{id}/qr.svg", "/guide", "/guide/director", "/test", "/certificate", "/certificate/goat-kiosk.crt"),
    *("/tournament/{t}", "/tournament/{t}/content", "/tournament/{t}/qr.svg", "/tournament/{t}/me"),
    *("/tournament/{t}/wall", "/tournament/{t}/wall/content", "/tournament/{t}/print"),
    *("/tournament/{t}/overlay", "/tournament/{t}/overlay/content"),
    *("/tournament/{t}/me/now", "/tournament/{t}/check-in", "/tournament/{t}/check-in/qr.svg"),
    *("/game/{id}/receipt/answers", "/game/{id}/receipt/qr.svg", "/game/{id}/confirm"),
}
"""Pages, and what only pages load. Whatever else is served is the API, and described."""


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


@pytest.fixture
async def api_document(kiosk: Kiosk) -> Any:
    status, api_document = await kiosk.call("GET", "/api/openapi.json", key=None)
    assert status == 200
    return api_document


def schema_validator(schema: Any) -> Any:
    """Return a validator of JSON schema; imported late, because its grammars take a second of every worker."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # noqa: PLC0415  it has no types

    return Draft202012Validator(schema)


def document_errors(api_document: Any) -> list[Exception]:
    """Return what is wrong with a document of an API; its validator is imported late for the same reason."""
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415

    return list(OpenAPIV31SpecValidator(api_document).iter_errors())


def served_routes(kiosk: Kiosk) -> set[tuple[str, str]]:
    """Return every method and path of the router."""
    routes = kiosk.server.application.router.routes()
    return {
        (route.method, route.resource.canonical)
        for route in routes
        if route.resource and route.method != hdrs.METH_HEAD
    }


def described_routes(api_document: Any) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in api_document["paths"].items() for method in methods}


async def test_every_route_is_described_or_is_for_people(kiosk: Kiosk, api_document: Any) -> None:
    pages = {(method, path) for method, path in served_routes(kiosk) if path in FOR_PEOPLE}
    assert described_routes(api_document) == served_routes(kiosk) - pages
    assert {path for _, path in pages} == FOR_PEOPLE
    assert not {path for path in FOR_PEOPLE if path.startswith("/api")}


async def test_the_document_is_valid(api_document: Any) -> None:
    assert document_errors(api_document) == []
    names = [operation["operationId"] for methods in api_document["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in api_document["components"]["schemas"])


def operations(api_document: Any) -> list[Any]:
    return [operation for methods in api_document["paths"].values() for operation in methods.values()]


def objects(schema: Any) -> Iterator[Any]:
    """Yield a part of the document and all parts of it that are objects."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    if isinstance(schema, dict):
        yield schema
    for part in parts:
        yield from objects(part)


async def test_each_operation_has_a_name_for_a_function_a_group_and_a_sentence(api_document: Any) -> None:
    groups = {tag["name"] for tag in api_document["tags"]}
    for operation in operations(api_document):
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", operation["operationId"])
        assert re.fullmatch(r"[A-Z].*[.]", operation["summary"], re.DOTALL), operation["operationId"]
        assert "\n" not in operation["summary"]
        assert set(operation["tags"]) <= groups
    names = {operation["operationId"] for operation in operations(api_document)}
    assert {"createGame", "joinGame", "throwBag", "correctRound", "undo", "endGame", "createNextGame"} <= names
    assert groups == {tag for operation in operations(api_document) for tag in operation["tags"]}


async def test_each_property_and_parameter_is_described(api_document: Any) -> None:
    for part in objects(api_document):
        if isinstance(properties := part.get("properties"), dict) and part.get("type") == "object":
            missing = [name for name, field in properties.items() if not field.get("description")]
            assert missing == [], part
    for operation in operations(api_document):
        assert [parameter for parameter in operation["parameters"] if not parameter["description"]] == []


async def test_nothing_in_the_document_misleads_generators(api_document: Any) -> None:
    for part in objects(api_document["paths"]):
        assert part.get("items") is not False
    for part in objects(api_document["components"]["schemas"]):
        assert part.get("items") is not False
        assert "default" not in part
        assert not isinstance(part.get("title"), str)


async def test_answers_have_open_enumerations_and_requests_closed_ones(api_document: Any) -> None:
    schemas = api_document["components"]["schemas"]
    assert schemas["State"]["properties"]["status"]["x-known-values"] == ["finished", "live", "lobby"]
    assert "enum" not in schemas["State"]["properties"]["status"]
    assert schemas["EndBody"]["properties"]["ended_by"]["enum"] == ["conceded", "forfeit"]
    assert schemas["State"]["properties"]["updated_at"]["format"] == "date-time"


async def test_answers_may_have_further_properties_and_kinds_of_events(api_document: Any) -> None:
    schemas = api_document["components"]["schemas"]
    event = {**schemas["EventEntry"]["properties"]["event"], "components": api_document["components"]}
    validator = schema_validator(event)
    for newer in ({"type": "game-postponed", "until": "2030"}, {"type": "player-left", "player": 1, "reason": "rain"}):
        assert list(validator.iter_errors(newer)) == []
    assert schemas["EventEntry"]["properties"]["event"]["anyOf"][-1]["$ref"].endswith("/UnknownEvent")
    assert schemas["NewGame"]["additionalProperties"] is False


async def test_the_document_has_the_files_that_a_call_takes(kiosk: Kiosk, api_document: Any) -> None:
    operation = api_document["paths"]["/api/names"]["post"]
    files = {kind: body for kind, body in operation["requestBody"]["content"].items() if kind != "application/json"}
    assert set(files) == {"text/csv", "text/tab-separated-values", "text/plain"}
    for kind, body in files.items():
        status, answer = await kiosk.call(
            "POST", "/api/names?preview=true", body["example"].encode(), **{"Content-Type": kind}
        )
        assert (status, {name["name"] for name in answer["accepted"]} >= {"Ann", "Bo"}) == (200, True), kind


async def test_each_example_of_a_body_is_valid(api_document: Any) -> None:
    examples = 0
    for operation in operations(api_document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in body:
            examples += 1
            validator = schema_validator({**body["schema"], "components": api_document["components"]})
            assert list(validator.iter_errors(body["example"])) == [], operation["operationId"]
    assert examples > 25


async def test_a_broken_document_would_be_noticed(api_document: Any) -> None:
    api_document["paths"]["/api/games"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "game"
    }
    assert document_errors(api_document)


async def test_each_refusal_is_a_problem(api_document: Any) -> None:
    for operation in (described for methods in api_document["paths"].values() for described in methods.values()):
        refused = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
        assert "503" in refused
        for answer in refused.values():
            assert "application/problem+json" in content(api_document, answer)


def content(api_document: Any, answer: Any) -> Any:
    """Return the schemas of a response, by media type."""
    described_routes = (
        api_document["components"]["responses"][answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
    )
    return described_routes["content"]


async def test_each_operation_documents_its_roles(api_document: Any) -> None:
    keys = {
        path: operation["security"] for path, methods in api_document["paths"].items() for operation in methods.values()
    }
    assert keys["/api/games/{id}/throws"] == [{"scorer": []}]
    assert keys["/api/codes"] == [{"venue": []}]
    assert keys["/api/games/{id}/join"] == [{}, {"scorer": []}]
    assert keys["/healthz"] == []


async def test_the_documented_bodies_are_those_of_the_commands(api_document: Any) -> None:
    for command in COMMANDS:
        path = "/api/games/{id}" + re.sub(r"\{n:.*\}", "{n}", command.path)
        assert "requestBody" in api_document["paths"][path][command.method.lower()]
    body = api_document["paths"]["/api/games/{id}/throws"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    assert body["required"] == ["team", "result"]
    assert list(body["properties"]) == ["team", "result", "x", "y"]


async def test_streams_are_documented_as_event_streams(api_document: Any) -> None:
    streams = {
        path
        for path, one in api_document["paths"].items()
        if "text/event-stream" in json.dumps(one.get("get", {}).get("responses"))
    }
    assert streams == {
        *("/venue/events", "/game/{id}/events"),
        *("/tournament/{t}/events", "/tournament/{t}/changes"),
    }


@pytest.mark.parametrize("path", ["/venue/events", "/game/1/events", "/venue/events?games=x", "/game/{id}/events"])
async def test_a_stream_responds_as_documented(kiosk: Kiosk, api_document: Any, path: str) -> None:
    game = (await kiosk.new_game()).rpartition("/")[2]
    described_routes = api_document["paths"][path.partition("?")[0].replace("/1/", "/{id}/")]["get"]["responses"]
    async with kiosk.session.get(kiosk.url + path.replace("{id}", game)) as answer:
        assert answer.content_type in content(api_document, described_routes[str(answer.status)])


async def test_the_document_has_the_response_types_of_the_routes() -> None:
    async def handler(_: web.Request) -> web.Response:
        """Summary of the operation."""
        return web.Response()

    routes: list[web.AbstractRouteDef] = [
        get(r"/api/new/{n:[0-9]{1,4}}", handler, dict[str, int]),
        web.get("/", handler),
    ]
    description = document(api_routes(routes))
    assert list(description["paths"]) == ["/api/new/{n}"]
    operation = description["paths"]["/api/new/{n}"]["get"]
    assert operation["summary"] == "Summary of the operation."
    assert operation["parameters"][0]["schema"] == {"type": "integer", "minimum": 0, "maximum": 9_999}
    assert set(operation["responses"]) == {"200", "304", "400", "403", "404", "421", "429", "503"}


async def test_a_status_of_two_responses_is_documented_with_both() -> None:
    async def health(_: web.Request) -> web.Response:
        """Summary of the operation."""
        return web.Response()

    sick = (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
    description = document([get("/healthz", health, dict[str, int], statuses=sick)])
    content_types = description["paths"]["/healthz"]["get"]["responses"]["503"]["content"]
    assert set(content_types) == {"application/json", "application/problem+json"}
