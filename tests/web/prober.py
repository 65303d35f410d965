"""API fuzzer: valid and invalid requests in every role, with each response checked against the OpenAPI document.

Schemathesis generates the requests and checks the responses. Two things are added. Each request has a source address of
its own in 127.0.0.0/8, or the limits of wrong keys and joins would refuse nearly all. And half of the requests are for
games that exist, since a generated number almost never does.
"""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from schemathesis import APIOperation, Case, GenerationMode, checks
from schemathesis.core.result import Ok

from tests.waiting import TIMEOUT_S

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
"""Not `positive_data_acceptance`: a name of signs alone is a string, and is refused with 422, as documented."""


Operation = APIOperation[Any, Any, Any, Any]
ApiCase = Case[Any]


class Target(NamedTuple):
    """The kiosk under test, and what exists there."""

    url: str
    keys: dict[str, str | None]
    """The key of each role."""
    existing: dict[str, list[Any]]
    """Existing values of each path parameter."""


class _FixedSource(HTTPAdapter):
    """Connects from a fixed source address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, source_address=(self._address, 0))


def _addresses() -> Iterator[str]:
    for number in itertools.count(1 << 8):
        yield f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255 or 1}"


ADDRESSES = _addresses()


def session() -> requests.Session:
    client = requests.Session()
    client.trust_env = False
    client.mount("http://", _FixedSource(next(ADDRESSES)))
    return client


def operations(ground: Target) -> list[Operation]:
    """Return the operations in the kiosk's document, without the streams, which never end."""
    with session() as client:
        document = client.get(f"{ground.url}/api/openapi.json", timeout=TIMEOUT_S).json()
    for described in (operation for methods in document["paths"].values() for operation in methods.values()):
        described["x-key"] = described.pop("security")  # the test sends the key; Schemathesis must not generate one
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=ground.url)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == sum(map(len, document["paths"].values()))
    return [operation for operation in found if not operation.path.endswith(("/events", "/changes"))]


def probe(ground: Target, operation: Operation, examples: int) -> dict[tuple[str, int], int]:
    """Send `examples` requests to an operation and count the statuses of each role. Fails on a wrong response."""
    counts: dict[tuple[str, int], int] = {}
    allowed = _allowed(operation)

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=_cases(operation, ground.existing), role=st.sampled_from(sorted(ground.keys)))
    def ask(case: ApiCase, role: str) -> None:
        key = ground.keys[role]
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        with session() as client:
            answer = case.call(session=client, headers=headers, timeout=TIMEOUT_S)
        case.validate_response(answer, checks=CHECKS)
        assert role in allowed or answer.status_code >= 400, f"{role} may {operation.label}"
        counts[role, answer.status_code] = counts.get((role, answer.status_code), 0) + 1

    ask()
    return counts


def _allowed(operation: Operation) -> set[str]:
    """Return the roles that the document allows."""
    needed = operation.definition.raw["x-key"]
    if not needed or {} in needed:
        return {"nobody", "stranger", "phone", "venue"}
    return {"venue"} if "venue" in needed[0] else {"phone", "venue"}


def _cases(operation: Operation, existing: dict[str, list[Any]]) -> st.SearchStrategy[ApiCase]:
    named = [parameter.name for parameter in operation.path_parameters]
    values = st.fixed_dictionaries({name: st.sampled_from(existing[name]) for name in named if name in existing})

    def cases_with(path_parameters: dict[str, Any]) -> st.SearchStrategy[ApiCase]:
        return operation.as_strategy(GenerationMode.POSITIVE, path_parameters=path_parameters or None)

    return st.one_of(
        values.flatmap(cases_with),
        operation.as_strategy(GenerationMode.POSITIVE),
        operation.as_strategy(GenerationMode.NEGATIVE),
    )
