"""JSON Schemas of the API's types, in the form that code generators read.

msgspec makes them. They are changed in four ways, each for generated clients: answers have open enumerations, unions
and objects, so that a client of today reads a kiosk of tomorrow; a property that may be left out has no ``default``,
which generators take for "always there"; pairs are arrays of two; and every property has a description.
"""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from goat_kiosk.domain.events import TEAMS, Result
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.web.api.document.descriptions import describe

Json = dict[str, Any]

REFERENCE = "#/components/schemas/{name}"
_INPUT = "Input"
"""Added to the name of a schema that is in requests and answers, and differs."""
_SHARED = {
    "Team": {"type": "integer", "enum": list(TEAMS), "description": "The first or the second team."},
    "Result": {"type": "string", "enum": sorted(get_args(Result)), "description": "Where a bag counts."},
    "IfBusy": {
        "type": "string",
        "enum": sorted(get_args(BusyCourtPolicy)),
        "description": "What happens to an unfinished game on the court.",
    },
}
"""Enumerations that many requests have; a generator makes one type of each."""
_OPEN = "Other values may be added."
_UNKNOWN = "UnknownEvent"
_UNKNOWN_SCHEMA = {
    "type": "object",
    "description": "An event of a kind that this document does not know, from a newer kiosk. Pass over it.",
}
"""The last variant of a union in an answer: a generated client tries the others first. It lists no properties, for in
TypeScript a `type` that is any string would no longer tell the other variants apart.
"""


class Schemas:
    """The schema of each type of an answer or a body, and `components`, the named ones to which they refer."""

    def __init__(self, answers: Iterable[Any], bodies: Iterable[type]) -> None:
        answer_types, body_types = list(answers), list(bodies)
        schemas, named = msgspec.json.schema_components(answer_types, ref_template=REFERENCE)
        body_schemas, body_named = msgspec.json.schema_components(body_types, ref_template=REFERENCE)
        self.components: Json = {
            **_SHARED,
            _UNKNOWN: _UNKNOWN_SCHEMA,
            **{name: _named(name, named[name], is_open=True) for name in named},
        }
        inputs = {name: _named(name, schema, is_open=False) for name, schema in body_named.items()}
        renamed = _differing(inputs, self.components)
        self.components |= {_input_name(name, renamed): _redirect(inputs[name], renamed) for name in inputs}
        self._answers = {
            type_: _convert(schema, is_open=True) for type_, schema in zip(answer_types, schemas, strict=True)
        }
        self._bodies = {
            type_: _redirect(_body(type_, schema, inputs), renamed)
            for type_, schema in zip(body_types, body_schemas, strict=True)
        }
        self._drop_unused()
        self._open_answers()

    def answer(self, type_: Any) -> Json:
        """Return the schema of an answer."""
        schema: Json = self._answers[type_]
        return schema

    def body(self, type_: type) -> Json:
        """Return the schema of a body."""
        schema: Json = self._bodies[type_]
        return schema

    def _drop_unused(self) -> None:
        """Drop the named schemas of events that are bodies: there they have no name, and no tag."""
        used = self._reachable([*self._answers.values(), *self._bodies.values()])
        self.components = {name: schema for name, schema in sorted(self.components.items()) if name in used}

    def _open_answers(self) -> None:
        """Allow further properties in what only answers have; a request with one is refused."""
        for name in self.components.keys() - self._reachable([*self._bodies.values()]):
            schema = self.components[name]
            self.components[name] = {key: value for key, value in schema.items() if key != "additionalProperties"}

    def _reachable(self, schemas: list[Any]) -> set[str]:
        """Return the names to which schemas refer, also by those to which they refer."""
        found: set[str] = set()
        pending = _references(schemas)
        while pending:
            found |= pending
            pending = _references([self.components[name] for name in pending]) - found
        return found


def query_fields(type_: type) -> Json:
    """Return the schema of each parameter of a query."""
    _, components = msgspec.json.schema_components([type_], ref_template=REFERENCE)
    properties: Json = components[type_.__name__]["properties"]
    return {name: _convert(schema, is_open=False) for name, schema in properties.items()}


def _named(name: str, schema: Json, *, is_open: bool) -> Json:
    converted: Json = _convert(schema, is_open=is_open)
    for field, value in converted.get("properties", {}).items():
        texts = [describe(name, field), value.pop("description", None)]
        if description := " ".join(text for text in texts if text):
            value["description"] = description
    return converted


def _convert(schema: Any, *, is_open: bool) -> Any:
    """Return a schema in the generators' form; `is_open`: its enumerations may grow."""
    if isinstance(schema, list):
        return [_convert(item, is_open=is_open) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "enum" in schema:
        return _enumeration(schema["enum"], is_open=is_open)
    if "prefixItems" in schema:
        pair = {key: schema[key] for key in ("type", "minItems", "maxItems")}
        return {**pair, "items": _item(_convert(schema["prefixItems"], is_open=is_open))}
    if is_open and "discriminator" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"$ref": REFERENCE.format(name=_UNKNOWN)}]}
    return {key: _convert(value, is_open=is_open) for key, value in schema.items() if not _is_dropped(key, value)}


def _item(kinds: list[Json]) -> Json:
    """Return the schema of each item of an array whose items are of `kinds`."""
    return kinds[0] if all(kind == kinds[0] for kind in kinds) else {"anyOf": kinds}


def _is_dropped(key: str, value: Any) -> bool:
    """Whether a part of a schema misleads generators: a default, or a title, which they take for the schema's name."""
    return key == "default" or (key == "title" and isinstance(value, str))


def _enumeration(values: list[Any], *, is_open: bool) -> Json:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return {"anyOf": [_enumeration(known, is_open=is_open), {"type": "null"}]}
    shared = next((name for name, schema in _SHARED.items() if schema["enum"] == sorted(known)), None)
    if shared is not None and not (is_open and isinstance(known[0], str)):
        return {"$ref": REFERENCE.format(name=shared)}
    if isinstance(known[0], bool):
        return {"type": "boolean"}
    if len(known) == 1:
        return {"type": "string", "const": known[0]}
    if not is_open:
        return {"type": "string", "enum": known}
    return {"type": "string", "x-known-values": known, "description": f"One of {', '.join(known)}. {_OPEN}"}


def _body(type_: type, schema: Json, inputs: Json) -> Json:
    """Return the schema of a body. An event has no tag there: the path already identifies it."""
    config = type_.__struct_config__  # type: ignore[attr-defined]  # every body is a struct
    if config.tag is None:
        return schema
    event = inputs[type_.__name__]
    fields = {name: field for name, field in event["properties"].items() if name != config.tag_field}
    return {**event, "properties": fields, "required": [name for name in event["required"] if name in fields]}


def _references(schema: Any) -> set[str]:
    """Return the names to which a schema refers."""
    if isinstance(schema, list):
        return set().union(*map(_references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
    return own.union(*map(_references, schema.values()))


def _differing(inputs: Json, answers: Json) -> set[str]:
    """Return the names that mean one schema in `inputs` and another in `answers`, also by what they refer to."""
    shared = inputs.keys() & answers.keys()
    found = {name for name in shared if inputs[name] != answers[name]}
    while more := {name for name in shared - found if _references(inputs[name]) & found}:
        found |= more
    return found


def _input_name(name: str, renamed: set[str]) -> str:
    return name + _INPUT if name in renamed else name


def _redirect(schema: Any, renamed: set[str]) -> Any:
    """Return a schema of a request that refers to the requests' own schemas."""
    if isinstance(schema, list):
        return [_redirect(item, renamed) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        name = schema["$ref"].rpartition("/")[2]
        return {**schema, "$ref": REFERENCE.format(name=_input_name(name, renamed))}
    return {key: _redirect(value, renamed) for key, value in schema.items()}
