"""Messages from Redis: any bytes are decoded or refused, and nothing else happens."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import PRESETS, Rules
from goat_kiosk.domain.state.decoding import FullState, SparseState
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.errors import RuleViolation
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.messages import MAX_BYTES, InvalidMessage, RefreshMessage
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render.statistics import cards, landing_spots
from goat_kiosk.web.pages.render.templates import page
from tests.domain import strategies
from tests.games import AT, new_game

CHANNEL = b"game:7:events"
GAME = open_history(NewGame("Court 1", "acl", NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Bob"])).to_event(), AT)


def state(history: History = GAME) -> bytes:
    return encode_state(history, Identity(7, "c0ffee00", "Patio"))


def changed(*path: str, value: object) -> bytes:
    """Return the state with one field changed."""
    parsed: dict[str, Any] = msgspec.json.decode(state())
    inner = parsed
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return msgspec.json.encode(parsed)


def message(data: bytes) -> bytes:
    return b"event: state\ndata: " + data


def check_renders(data: bytes) -> bool:
    """Render every page from the state, and return True; a page that cannot be rendered raises an error."""
    view = view_of(data)
    assert len(view.slots(1)) >= 4
    assert (view.updated.year, len(view.hue(2))) > (1969, 1)
    figures: dict[str, Any] = {"cards": cards(view, None), "landed": landing_spots(None), "chance": 0.5}
    page("game.html", view=view, state="", away="", others=[], **figures)
    defaults: dict[str, Any] = {
        "asked": {1: "", 2: "Eve"},
        "elsewhere": "",
        "refusal": "",
        "refused": "",
        "name": "",
        "shown_hash": "",
    }
    page("receipt.html", view=view, compared="same", cards=cards(view, None), landed=landing_spots(None), **defaults)
    page("lobby.html", view=view, state="", mine=[], seen="", seat_refusal="", away="", name="", refusal="", joined="")
    return True


def state_bytes(parsed: FullState | SparseState) -> bytes:
    return parsed.data if isinstance(parsed, FullState) else parsed.to_full_state("0" * 8, 1, AT)


def play_legal(rules: Rules, events: list[AnyEvent]) -> History:
    """Return a history of the legal events among `events`."""
    history = new_game(rules)
    for event in events:
        with suppress(RuleViolation):
            history = history.after(event, AT)
    return history


@given(st.builds(play_legal, strategies.rule_sets, st.lists(strategies.any_event, max_size=40)))
def test_every_own_state_is_read_by_another_kiosk_byte_for_byte(history: History) -> None:
    data = state(history)
    parsed = messages.parse(CHANNEL, messages.payload("state", data, f"c0ffee00-{history.seq}"))
    assert isinstance(parsed, FullState)
    assert (parsed.state.game_id, parsed.state.log, parsed.state.seq, parsed.data) == (
        7,
        "c0ffee00",
        history.seq,
        data,
    )


@given(st.binary() | st.binary().map(message) | st.binary().map(lambda tail: message(state() + tail)), st.binary())
@example(b"event: state\ndata: " + b"[" * 100_000, b"")
@example(b"event: state\ndata: " + state() + b"\n\nevent: state\ndata: {}", b"")
@example(b"\xff\xfe", b"game:0:events")
def test_any_message_is_refused_or_can_be_shown(payload: bytes, channel: bytes) -> None:
    for name in (CHANNEL, channel):
        try:
            parsed = messages.parse(name, payload)
        except InvalidMessage:
            continue
        assert isinstance(parsed, RefreshMessage) or check_renders(
            parsed.data if isinstance(parsed, FullState) else parsed.to_full_state("0" * 8, 1, AT)
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PATHS = [
    *(("rules",), ("rules", "target"), ("rules", "mode"), ("court",), ("updated_at",), ("status",), ("next",)),
    *(("team1", "color"), ("team1", "name"), ("team1", "score"), ("team1", "players"), ("team2", "bags_in")),
    *(("rounds",), ("bags",), ("winner",), ("correction",), ("match",), ("receipt",), ("seq",), ("log",), ("game_id",)),
]


@given(st.sampled_from(PATHS), JSON)
def test_a_state_with_one_field_changed_is_refused_or_can_be_shown(path: tuple[str, ...], value: object) -> None:
    try:
        parsed = messages.parse(CHANNEL, message(changed(*path, value=value)))
    except InvalidMessage:
        return
    assert not isinstance(parsed, RefreshMessage)
    assert check_renders(state_bytes(parsed))


@pytest.mark.parametrize(
    "data",
    [
        changed("team1", "name", value="Ha\u202ewks"),
        changed("team1", "color", value="red;}body{display:none"),
        changed("updated_at", value="0001-01-01T00:00:00Z"),
        changed(
            "rounds",
            value=[
                {"n": 1, "team1": {"in": 4, "on": 4}, "team2": {"in": 0, "on": 0}, "points": [0, 0], "score": [0, 0]}
            ],
        ),
        changed("game_id", value=8),
        changed("rules", "win_by", value=99),
        changed("receipt", value={"hash": "a" * 64, "team1": {"name": "A\u202enn", "right": True, "seated": True}}),
        changed("receipt", value={"hash": "<script>"}),
        b'{"game_id":7,"team1":{"score":"3"},"team2":{"score":1}}',
        b'{"game_id":7}',
        b"null",
    ],
)
def test_values_that_would_break_a_page_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidMessage):
        messages.parse(CHANNEL, message(data))


@pytest.mark.parametrize(
    ("channel", "payload"),
    [
        (CHANNEL, message(b'{"pad":"' + b"x" * MAX_BYTES + b'"}')),
        (b"game:007:events", message(state())),
        (b"game:9999999999:events", message(state().replace(b'"game_id":7', b'"game_id":9999999999'))),
        (b"game:7:events:x", message(state())),
        (CHANNEL, b"event: refresh\ndata: <script>"),
        (CHANNEL, b"event: ping\ndata: 1"),
        (CHANNEL, b"data: " + state()),
        (CHANNEL, message(state()) + b"\ndata: {}"),
    ],
)
def test_a_message_that_is_not_an_event_of_a_game_is_refused(channel: bytes, payload: bytes) -> None:
    with pytest.raises(InvalidMessage):
        messages.parse(channel, payload)


def test_a_state_with_only_the_score_gets_defaults_for_the_rest() -> None:
    parsed = messages.parse(CHANNEL, b'event: state\ndata: {"game_id":7,"team1":{"score":12},"team2":{"score":-1}}\n')
    assert isinstance(parsed, SparseState)
    filled = parsed.to_full_state("abcdef01", 3, AT)
    again = messages.parse(CHANNEL, message(filled))
    assert isinstance(again, FullState)
    assert (again.state.log, again.state.seq) == ("abcdef01", 3)
    assert (again.state.team1.score, again.state.team2.score, again.state.court) == (12, -1, "Game 7")
    assert check_renders(filled)


def test_a_refresh_message_is_read() -> None:
    assert messages.parse(CHANNEL, b"event: refresh\ndata: game-started") == RefreshMessage(7, b"game-started")


def test_fields_of_a_newer_kiosk_are_accepted() -> None:
    parsed = messages.parse(CHANNEL, message(changed("mood", value="great")))
    assert isinstance(parsed, FullState)
    assert b'"mood":"great"' in parsed.data


@pytest.mark.parametrize("preset", PRESETS)
def test_a_state_with_any_rules_is_accepted(preset: str) -> None:
    history = open_history(NewGame("Court 1", preset).to_event(), AT)
    assert isinstance(messages.parse(CHANNEL, message(state(history))), FullState)
