"""Hash chain: its hashes are pinned, and any changed event breaks it."""

import hashlib
from typing import Any, NamedTuple

import pytest

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import (
    AnyEvent,
    BagThrown,
    Confirmed,
    Count,
    GameConceded,
    GameCreated,
    GameStarted,
    RoundCorrected,
    TeamEntry,
    Undone,
    decode,
    encode,
)
from goat_kiosk.domain.rules.rules import PRESETS
from tests.games import AT

EVENTS: list[AnyEvent] = [
    GameCreated("Court 1", TeamEntry("Łódź", "#ff8a1f", ("Ann",)), TeamEntry("Blue", "#4db2ff"), PRESETS["backyard"]),
    GameStarted(),
    BagThrown(1, "hole", 12.0, 39.5),
    Undone(),
    GameConceded(2),
]


class HashedEvent(NamedTuple):
    """An event with its hash."""

    game_id: int
    seq: int
    at: int
    event: AnyEvent
    hash: str = ""


def chained(events: list[AnyEvent], game_id: int = 7) -> list[HashedEvent]:
    bare = [HashedEvent(game_id, seq, AT + seq, event) for seq, event in enumerate(events, start=1)]
    return [one._replace(hash=next_hash) for one, next_hash in zip(bare, chain.chain_hashes(bare), strict=True)]


def test_a_hash_is_computed_as_the_protocol_documents() -> None:
    first, second, *_ = chained([GameStarted(), BagThrown(2, "off")])
    text1 = f'goat-kiosk 1\n{"0" * 64}\n7 1 {AT + 1}\n{{"type":"game-started"}}'
    text2 = f'goat-kiosk 1\n{first.hash}\n7 2 {AT + 2}\n{{"type":"bag-thrown","team":2,"result":"off"}}'
    assert first.hash == hashlib.sha256(text1.encode()).hexdigest()
    assert second.hash == hashlib.sha256(text2.encode()).hexdigest()


def test_the_hashes_of_existing_events_never_change() -> None:
    """A new field that is encoded with its default value would invalidate every printed receipt."""
    assert chained(EVENTS)[-1].hash == "ace2371f0129126489182d1b3ba401cc3c50bfc61467cf8d867be68e7bbab389"
    assert all(encode(decode(encode(event))) == encode(event) for event in EVENTS)


def test_recorded_events_are_verified() -> None:
    links = chained(EVENTS)
    chain.verify_chain(links)
    chain.verify_chain(chained([*EVENTS, Confirmed(1, "Ann", links[-1].hash), Confirmed(2, "Bob", links[-1].hash)]))


@pytest.mark.parametrize(
    "change",
    [
        {"event": BagThrown(2, "hole", 12.0, 39.5)},
        {"event": BagThrown(1, "hole", 12.0, 39.6)},
        {"at": AT},
        {"game_id": 8},
        {"hash": "f" * 64},
        {"hash": ""},
    ],
)
def test_a_changed_event_is_named(change: dict[str, Any]) -> None:
    links = chained(EVENTS)
    links[2] = links[2]._replace(**change)
    with pytest.raises(chain.BrokenChain) as broken:
        chain.verify_chain(links)
    assert broken.value.seq == 3


def test_events_cannot_be_left_out_added_or_swapped() -> None:
    links = chained(EVENTS)
    added = HashedEvent(7, 6, AT, RoundCorrected(1, Count(4, 0), Count(0, 0)), links[-1].hash)
    for changed in (links[1:], [*links[:2], *links[3:]], [*links, added], [*links[:2], links[3], links[2], links[4]]):
        with pytest.raises(chain.BrokenChain):
            chain.verify_chain(changed)


def test_a_confirmation_of_another_result_is_noticed_although_its_chain_is_valid() -> None:
    links = chained(EVENTS)
    with pytest.raises(chain.BrokenChain, match="confirms another result"):
        chain.verify_chain(chained([*EVENTS, Confirmed(1, "Ann", links[1].hash)]))


def test_a_result_code_is_four_groups_of_four() -> None:
    assert chain.short_code("0123456789abcdef" * 4) == "0123 4567 89ab cdef"
