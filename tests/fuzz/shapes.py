"""Structural fuzzing: edits a valid JSON input so that it is still JSON, with other types and shapes.

Random bytes are rarely JSON, so they stop at the parser. These edits pass it: a number for a string, a missing list, a
huge number, a duplicate key, deep nesting.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

SNIPPETS = [
    *(b"null", b"true", b"false", b"0", b"-1", b"1", b"3", b"0.5", b"-0.0", b"255", b"2147483648", b"4102444800001"),
    *(b"99999999999999999999", b"9" * 400, b"1e999", b"-1e308", b"NaN", b"Infinity", b"[]", b"{}", b"[null]", b"[[]]"),
    *(b'""', b'"a"', b'"0"', b'"\\u0000"', b'"\\ud800"', b'"\\u202e"', b'"\xff"', b'"2026-13-45T99:99:99Z"'),
    *(b'"' + b"x" * 5_000 + b'"', b'{"a":1}', b"[1,2]", b"[" * 40 + b"]" * 40, b"[" * 20_000 + b"]" * 20_000),
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
]
"""JSON values that replace a value of the input."""

_MARK = re.compile(rb'"@([0-9]+)@"')
_DUPLICATE_KEY = re.compile(rb"@twice[0-9]+@")


class Edit(NamedTuple):
    """One change: `position` (0 to 1) selects the value, `snippet` is an index of `SNIPPETS`."""

    position: float
    operation: int
    snippet: int


OPERATIONS = 5


def apply_edits(seed: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a valid input with changed values in its JSON; the bytes before the JSON stay."""
    start = min((at for at in (seed.find(b"{"), seed.find(b"[")) if at >= 0), default=len(seed))
    try:
        root = [json.loads(seed[start:])]
    except ValueError:
        return seed
    for number, edit in enumerate(edits):
        _change(root, edit, number)
    text = json.dumps(root[0], ensure_ascii=False).encode()
    text = _MARK.sub(lambda found: SNIPPETS[edits[int(found[1])].snippet], text)
    return seed[:start] + _DUPLICATE_KEY.sub(b"", text)


def _change(root: list[Any], edit: Edit, number: int) -> None:
    positions = list(_positions(root))
    container, name = positions[int(edit.position * len(positions))]
    mark = f"@{number}@"
    match edit.operation % OPERATIONS:
        case 1 if isinstance(container, dict):
            del container[name]
        case 2 if isinstance(container, dict):
            container[f"{name}@twice{number}@"] = mark
        case 3:
            container[name] = [container[name]]
        case 4 if isinstance(container, list) and container is not root:
            container.extend([container[name]] * 40)
        case _:
            container[name] = mark


def _positions(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each value as its container and its key or index."""
    names = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield value, name
        yield from _positions(value[name])
