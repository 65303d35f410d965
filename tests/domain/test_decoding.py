"""Decoding of states from other programs: unknown fields are ignored, values out of range refused, names cleaned."""

from typing import Any

import msgspec
import pytest

from goat_kiosk.domain.state.decoding import FullState, decode_state
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity, State
from tests.games import bag_throws, new_game, play, rounds_entered

PLAYED = play(new_game(), *rounds_entered(((2, 1), (0, 1)), ((4, 0), (0, 1))), *bag_throws(["board", "off"]))
STATE = encode_state(PLAYED, Identity(7, "c0ffee00", "Patio"))


def changed(*path: str | int, to: object) -> bytes:
    """Return the state with one field changed."""
    state: Any = msgspec.json.decode(STATE)
    inner = state
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return msgspec.json.encode(state)


def full(data: bytes) -> FullState:
    full_state = decode_state(data)
    assert isinstance(full_state, FullState)
    assert msgspec.json.decode(full_state.data, type=State) == full_state.state
    return full_state


def test_an_own_state_is_passed_on_byte_for_byte() -> None:
    assert full(STATE).data is STATE


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("needed",), {"team1": {"can": "on-the-last-bag"}, "team2": {"can": "lead", "by": 3}}),
        (("needed",), {"team1": {"can": "on-the-last-bag", "by": 2}}),
        (("bags", 0, "result"), "stuck"),
        (("ended_by",), "rain"),
        (("rules", "wash"), "reroll"),
        (("rules", "mode"), "golf"),
        (("team1", "lane"), "middle"),
    ],
)
def test_an_unknown_value_of_an_enumeration_is_ignored(path: tuple[str | int, ...], to: object) -> None:
    full_state = full(changed(*path, to=to))
    assert (full_state.state.team1.score, full_state.state.court) == (PLAYED.game.score[0], "Court 1")
    assert not any(
        new in full_state.data for new in (b"on-the-last-bag", b"stuck", b"rain", b"reroll", b"golf", b"middle")
    )


def test_known_values_beside_an_unknown_one_are_kept() -> None:
    needed = full(changed("needed", to={"team1": {"can": "new"}, "team2": {"can": "lead", "by": 3}})).state.needed
    assert needed is not None
    assert needed.team1 is None
    assert needed.team2 is not None
    assert needed.team2.by == 3


@pytest.mark.parametrize(
    ("winner", "rounds", "status"), [(1, [], "finished"), (None, [], "lobby"), (None, None, "live")]
)
def test_an_unknown_status_becomes_the_nearest_known_one(winner: int | None, rounds: object, status: str) -> None:
    state = msgspec.json.decode(changed("status", to="paused"))
    state |= {"winner": winner, "bags": []} | ({} if rounds is None else {"rounds": rounds})
    assert full(msgspec.json.encode(state)).state.status == status


def test_unknown_fields_are_passed_on() -> None:
    assert b'"mood":"great"' in full(changed("team1", "mood", to="great")).data
    assert b'"mood":"great"' in full(changed("rules", "mood", to="great")).data


@pytest.mark.parametrize(
    ("path", "to"),
    [
        *((("bags", 0, name), to) for name in ("x", "y") for to in ("a", 1e300, -241, [1], True)),
        (("needed",), {"team1": {"can": "lead", "by": 10**9}}),
        (("needed",), {"team1": {"can": 3}}),
        (("needed",), [1]),
        (("round",), 10**12),
        (("team1", "players", 0, "ppr"), 1e30),
        (("team1", "players", 0, "name"), None),
        (("team1", "color"), "#FF8A1F\n"),
        (("log",), "c0ffee00\n"),
        (("seq",), 10**10),
        (("seq",), -1),
        (("updated_at",), "2026-02-31T00:00:00Z"),
        (("updated_at",), "2026-01-01"),
        (("updated_at",), "2026-01-01T00:00:00"),
        (("updated_at",), "9999-01-01T00:00:00Z"),
        (("created_at",), 7),
        (("rounds", 0, "team1"), {"in": 4, "on": 1}),
        (("status",), 1),
        (("winner",), 3),
        (("rules", "target"), 10**30),
        (("match",), {"games": 3, "number": 1, "wins": [0, 10**9]}),
        (("match",), {"games": 3, "number": 1, "wins": [0]}),
        (("help",), True),
        (("help",), {"reason": "no time"}),
        (("help",), {"since": "2026-02-31T00:00:00Z"}),
        (("help",), {"since": "2026-02-01T00:00:00Z", "reason": "two\r\nlines"}),
    ],
)
def test_a_value_out_of_range_is_refused(path: tuple[str | int, ...], to: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_state(changed(*path, to=to))


def test_invalid_utf_8_is_refused_even_in_an_unknown_field() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        decode_state(STATE[:-1] + b',"mood":"\xff"}')


@pytest.mark.parametrize("name", ["Ann\u200b", "  Ann", "Ann\u00ad ", "e\u0301ve", "A" * 60])
def test_a_name_that_this_kiosk_would_not_have_saved_is_cleaned(name: str) -> None:
    for path in (("court",), ("kiosk",), ("team1", "name"), ("team2", "players", 0, "name")):
        full_state = full(changed(*path, to=name))
        assert full_state.data == full(full_state.data).data
        assert name not in full_state.data.decode()


def test_an_older_kiosks_state_is_read() -> None:
    state = msgspec.json.decode(STATE)
    del state["created_at"]
    state = full(msgspec.json.encode(state)).state
    assert (state.created_at, state.started_at_s) == (None, state.changed_at_s)
