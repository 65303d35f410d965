"""The document of the API: valid, complete, and of the same types as the code."""

import json
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from aiohttp import hdrs, web
from openapi_spec_validator import OpenAPIV31SpecValidator

from goat_kiosk.web.api.commands import COMMANDS
from goat_kiosk.web.api.openapi import document
from goat_kiosk.web.http.routing import api_routes, get
from tests.web.kiosk import Kiosk, running

FOR_PEOPLE = {
    *("/", "/courts", "/colors.css", "/preferences", "/display", "/display/{id}", "/qr.svg", "/pair", "/score"),
    *("/score/games", "/score/{id}", "/overlay/{id}", "/overlay/{id}/style.css", "/overlay/{id}/offline.html"),
    *("/sponsors/{name}", "/static/{name}", "/static/{fingerprint}/{name}", "/game/{id}", "/game/{id}/figures"),
    *("/game/{id}/receipt", "/game/{id}/lobby", "/game/{id}/join", "/game/{id}/leave", "/game/{id}/colors.css"),
    *("/game/{id}/qr.svg", "/guide", "/test", "/certificate", "/certificate/goat-kiosk.crt"),
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
    assert list(OpenAPIV31SpecValidator(api_document).iter_errors()) == []
    names = [operation["operationId"] for methods in api_document["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in api_document["components"]["schemas"])
    assert all(operation["summary"] for methods in api_document["paths"].values() for operation in methods.values())


async def test_a_broken_document_would_be_noticed(api_document: Any) -> None:
    api_document["paths"]["/api/games"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "game"
    }
    assert list(OpenAPIV31SpecValidator(api_document).iter_errors())


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
    assert streams == {"/venue/events", "/game/{id}/events"}


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
    assert set(operation["responses"]) == {"200", "400", "403", "404", "421", "429", "503"}


async def test_a_status_of_two_responses_is_documented_with_both() -> None:
    async def health(_: web.Request) -> web.Response:
        """Summary of the operation."""
        return web.Response()

    sick = (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
    description = document([get("/healthz", health, dict[str, int], statuses=sick)])
    content_types = description["paths"]["/healthz"]["get"]["responses"]["503"]["content"]
    assert set(content_types) == {"application/json", "application/problem+json"}
