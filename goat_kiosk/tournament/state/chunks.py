"""Chunks of JSON that fit a message of 64 KB: lists of a large tournament are sent in several."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from goat_kiosk.tournament.state.state import StatePart, TournamentState

Item = TypeVar("Item")
MAX_PART_BYTES = 64_000
"""Of the lists in a message; its other fields fit beside them within 64 KB."""


def split_state(state: TournamentState) -> tuple[TournamentState, list[StatePart]]:
    """Return a state that fits a message, and the parts that have its people and queue if it did not fit before."""
    if json_size(state) <= MAX_PART_BYTES:
        return state, []
    empty = StatePart(1, 1)
    lists = [replace(empty, players=chunk) for chunk in in_chunks(state.players)]
    lists += [replace(empty, entries=chunk) for chunk in in_chunks(state.entries)]
    lists += [replace(empty, queue=chunk) for chunk in in_chunks(state.queue)]
    parts = [replace(part, part=number, of=len(lists)) for number, part in enumerate(lists, start=1)]
    return replace(state, players=[], entries=[], queue=[], parts=len(parts)), parts


def in_chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists that fit a message."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        item_size = json_size(item)
        if chunk and size + item_size > MAX_PART_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += item_size
    if chunk:
        yield chunk


def json_size(value: object) -> int:
    """Return the bytes of a value in a JSON list."""
    return len(msgspec.json.encode(value)) + len(",")
