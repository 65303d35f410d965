"""Courts: each shows the game that started last, whatever its number."""

from typing import NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from goat_kiosk.domain.state.courts import RESULT_SHOWN_S, current_game, is_recent, without_future_results
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity, State, StateStatus, format_timestamp
from tests.games import AT, new_game

EMPTY = msgspec.json.decode(encode_state(new_game(), Identity(7, "c0ffee00", "Patio")), type=State)


class Game(NamedTuple):
    """A game; its times are in minutes."""

    number: int
    status: StateStatus
    began: int | None
    changed: int

    def state(self) -> State:
        created_at = None if self.began is None else at(self.began)
        return replace(
            EMPTY, game_id=self.number, status=self.status, created_at=created_at, updated_at=at(self.changed)
        )


def at(minute: int) -> str:
    return format_timestamp(AT + minute * 60_000)


CASES: dict[str, list[Game]] = {
    "the first is the one that is shown: a later game with a lower number": [
        Game(3, "live", 30, 31),
        Game(900, "finished", 0, 20),
    ],
    "a finished one too": [Game(3, "finished", 30, 40), Game(900, "finished", 0, 50)],
    "the newer of two that are played": [Game(3, "live", 30, 31), Game(900, "live", 0, 45)],
    "a result, not the lobby left before it": [Game(3, "finished", 30, 50), Game(900, "lobby", 0, 60)],
    "the lobby after a result": [Game(3, "lobby", 30, 30), Game(900, "finished", 0, 50)],
    "the game that is played, not the next one's lobby": [Game(900, "live", 0, 40), Game(3, "lobby", 30, 30)],
    "a result, not the game left in the middle before it": [Game(3, "finished", 30, 50), Game(900, "live", 0, 29)],
    "the older game, once it goes on": [Game(900, "live", 0, 60), Game(3, "finished", 30, 50)],
    "the lobby, not the game left in the middle before the result": [
        Game(5, "lobby", 60, 60),
        Game(3, "finished", 30, 50),
        Game(900, "live", 0, 29),
    ],
    "of older kiosks that do not say when, the one that changed last": [
        Game(3, "finished", None, 50),
        Game(900, "finished", None, 20),
    ],
}


@pytest.mark.parametrize("games", CASES.values(), ids=CASES)
def test_a_court_shows(games: list[Game]) -> None:
    states = [game.state() for game in games]
    assert current_game(states).game_id == games[0].number
    assert current_game(states[::-1]).game_id == games[0].number


def test_a_result_is_of_this_evening_by_the_hubs_clock() -> None:
    state = Game(3, "finished", 0, 0).state()
    now = AT / 1_000
    assert is_recent(state, now + RESULT_SHOWN_S)
    assert not is_recent(state, now + RESULT_SHOWN_S + 1)
    assert is_recent(replace(state, updated_at="2099-12-31T23:59:59Z"), now)


def test_a_result_from_a_clock_that_was_ahead_does_not_hide_the_game_after_it() -> None:
    ahead, live = Game(3, "finished", 600_000, 600_020).state(), Game(900, "live", 0, 10).state()
    now = AT / 1_000
    assert current_game(without_future_results([ahead, live], now)) is live
    assert without_future_results([ahead], now) == [ahead]
    assert without_future_results([ahead, live], ahead.changed_at_s) == [ahead, live]
