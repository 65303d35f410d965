"""Whose a game is: what is believed, what is doubted, and that a flood of made-up games ends somewhere."""

from goat_kiosk.domain.state.decoding import FullState
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.uplink.games.counts import UplinkCounts
from goat_kiosk.uplink.games.game_owners import MOST_GAMES, GameOwners, MessageVerdict, RemoteGame
from goat_kiosk.uplink.protocol import messages
from tests.games import new_game

OURS, THEIRS, OTHERS = "aaaaaaaa", "bbbbbbbb", "cccccccc"


def told(game_id: int, log: str = THEIRS, seq: int = 1) -> FullState:
    data = encode_state(new_game(), Identity(game_id, log, "Hall")).replace(b'"seq":1', b'"seq":%d' % seq)
    message = messages.parse(f"game:{game_id}:events".encode(), messages.payload("state", data, f"{log}-{seq}"))
    assert isinstance(message, FullState)
    return message


def ledger() -> tuple[GameOwners, UplinkCounts]:
    counts = UplinkCounts()
    return GameOwners(OURS, counts), counts


def test_numbers_of_one_log_rise_and_another_log_is_doubted() -> None:
    made, counts = ledger()
    assert [made.judge(told(7, seq=seq)) for seq in (1, 3)] == [MessageVerdict.SHOW, MessageVerdict.DOUBT]
    made.set(7, RemoteGame(THEIRS, 3, "Hall", "Court 1", 0.0))
    assert [made.judge(told(7, seq=seq)) for seq in (2, 3, 4)] == [
        MessageVerdict.DROP,
        MessageVerdict.DROP,
        MessageVerdict.SHOW,
    ]
    assert made.judge(told(7, OTHERS, 99)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(late=2)
    assert made.judge_stored(told(7, OTHERS, 1)) is MessageVerdict.SHOW
    assert made.judge_stored(told(7, THEIRS, 3)) is MessageVerdict.DROP


def test_ours_is_ours_until_redis_says_that_it_is_not() -> None:
    made, counts = ledger()
    made.add_own(7)
    assert made.judge(told(7, OURS, 5)) is MessageVerdict.DROP
    assert made.judge_stored(told(7, OURS, 5)) is MessageVerdict.DROP
    assert made.judge(told(7, THEIRS, 5)) is MessageVerdict.DOUBT
    assert made.judge_stored(told(7, THEIRS, 5)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(echoes=1, clashes=1)
    made.remove_own(7)
    assert made.judge_stored(told(7, THEIRS, 5)) is MessageVerdict.SHOW


def test_a_flood_of_games_ends_and_a_day_later_there_is_room_again() -> None:
    made, counts = ledger()
    for game_id in range(1, MOST_GAMES + 1):
        made.set(game_id, RemoteGame(THEIRS, 1, "Hall", "Court 1", float(game_id)))
    assert made.judge(told(MOST_GAMES + 1)) is MessageVerdict.DROP
    assert made.judge_stored(told(MOST_GAMES + 1)) is MessageVerdict.DROP
    assert counts == UplinkCounts(crowded=1)
    assert made.forget(11.0) == list(range(1, 11))
    assert made.judge(told(MOST_GAMES + 1)) is MessageVerdict.SHOW
    assert len(made.games_of(THEIRS)) == len(made.peer_games()) == MOST_GAMES - 10
