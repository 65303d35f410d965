"""Owners of games: which messages are shown, dropped or looked up, and the limit on remote games."""

from goat_kiosk.domain.state.decoding import FullState
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.uplink.games.counts import UplinkCounts
from goat_kiosk.uplink.games.game_owners import MAX_PEER_GAMES, GameOwners, MessageVerdict, RemoteGame
from goat_kiosk.uplink.protocol import messages
from tests.games import new_game

OWN_LOG, PEER_LOG, OTHER_LOG = "aaaaaaaa", "bbbbbbbb", "cccccccc"


def state_message(game_id: int, log: str = PEER_LOG, seq: int = 1) -> FullState:
    data = encode_state(new_game(), Identity(game_id, log, "Hall")).replace(b'"seq":1', b'"seq":%d' % seq)
    message = messages.parse(f"game:{game_id}:events".encode(), messages.payload("state", data, f"{log}-{seq}"))
    assert isinstance(message, FullState)
    return message


def owners_and_counts() -> tuple[GameOwners, UplinkCounts]:
    counts = UplinkCounts()
    return GameOwners(OWN_LOG, counts), counts


def test_event_numbers_of_a_log_only_rise_and_a_second_log_is_looked_up() -> None:
    owners, counts = owners_and_counts()
    assert [owners.judge(state_message(7, seq=seq)) for seq in (1, 3)] == [MessageVerdict.SHOW, MessageVerdict.DOUBT]
    owners.set(7, RemoteGame(PEER_LOG, 3, "Hall", "Court 1", 0.0))
    assert [owners.judge(state_message(7, seq=seq)) for seq in (2, 3, 4)] == [
        MessageVerdict.DROP,
        MessageVerdict.DROP,
        MessageVerdict.SHOW,
    ]
    assert owners.judge(state_message(7, OTHER_LOG, 99)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(late=2)
    assert owners.judge_stored(state_message(7, OTHER_LOG, 1)) is MessageVerdict.SHOW
    assert owners.judge_stored(state_message(7, PEER_LOG, 3)) is MessageVerdict.DROP


def test_an_own_game_stays_own_until_it_is_removed() -> None:
    owners, counts = owners_and_counts()
    owners.add_own(7)
    assert owners.judge(state_message(7, OWN_LOG, 5)) is MessageVerdict.DROP
    assert owners.judge_stored(state_message(7, OWN_LOG, 5)) is MessageVerdict.DROP
    assert owners.judge(state_message(7, PEER_LOG, 5)) is MessageVerdict.DOUBT
    assert owners.judge_stored(state_message(7, PEER_LOG, 5)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(echoes=1, clashes=1)
    owners.remove_own(7)
    assert owners.judge_stored(state_message(7, PEER_LOG, 5)) is MessageVerdict.SHOW


def test_the_number_of_remote_games_is_limited_and_old_ones_are_forgotten() -> None:
    owners, counts = owners_and_counts()
    for game_id in range(1, MAX_PEER_GAMES + 1):
        owners.set(game_id, RemoteGame(PEER_LOG, 1, "Hall", "Court 1", float(game_id)))
    assert owners.judge(state_message(MAX_PEER_GAMES + 1)) is MessageVerdict.DROP
    assert owners.judge_stored(state_message(MAX_PEER_GAMES + 1)) is MessageVerdict.DROP
    assert counts == UplinkCounts(crowded=1)
    assert owners.forget(11.0) == list(range(1, 11))
    assert owners.judge(state_message(MAX_PEER_GAMES + 1)) is MessageVerdict.SHOW
    assert len(owners.games_of(PEER_LOG)) == len(owners.peer_games()) == MAX_PEER_GAMES - 10
