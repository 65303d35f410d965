"""Owners of games: which messages are shown, dropped or looked up, and the limit on remote games."""

from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.owners import MAX_PEER_LOGS, LogOwners, MessageVerdict, RemoteLog, Version

OWN_LOG, PEER_LOG, OTHER_LOG = "aaaaaaaa", "bbbbbbbb", "cccccccc"


def version(number: int, log: str = PEER_LOG, seq: int = 1) -> Version:
    return Version(number, log, seq)


def owners_and_counts() -> tuple[LogOwners, UplinkCounts]:
    counts = UplinkCounts()
    return LogOwners(OWN_LOG, counts), counts


def test_event_numbers_of_a_log_only_rise_and_a_second_log_is_looked_up() -> None:
    owners, counts = owners_and_counts()
    assert [owners.judge(version(7, seq=seq)) for seq in (1, 3)] == [MessageVerdict.SHOW, MessageVerdict.DOUBT]
    owners.set(7, RemoteLog(PEER_LOG, 3, "Hall", 0.0))
    assert [owners.judge(version(7, seq=seq)) for seq in (2, 3, 4)] == [
        MessageVerdict.DROP,
        MessageVerdict.DROP,
        MessageVerdict.SHOW,
    ]
    assert owners.judge(version(7, OTHER_LOG, 99)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(late=2)
    assert owners.judge_stored(version(7, OTHER_LOG, 1)) is MessageVerdict.SHOW
    assert owners.judge_stored(version(7, PEER_LOG, 3)) is MessageVerdict.DROP


def test_an_own_game_stays_own_until_it_is_removed() -> None:
    owners, counts = owners_and_counts()
    owners.add_own(7)
    assert owners.judge(version(7, OWN_LOG, 5)) is MessageVerdict.DROP
    assert owners.judge_stored(version(7, OWN_LOG, 5)) is MessageVerdict.DROP
    assert owners.judge(version(7, PEER_LOG, 5)) is MessageVerdict.DOUBT
    assert owners.judge_stored(version(7, PEER_LOG, 5)) is MessageVerdict.DOUBT
    assert counts == UplinkCounts(echoes=1, clashes=1)
    owners.remove_own(7)
    assert owners.judge_stored(version(7, PEER_LOG, 5)) is MessageVerdict.SHOW


def test_the_number_of_remote_games_is_limited_and_old_ones_are_forgotten() -> None:
    owners, counts = owners_and_counts()
    for game_id in range(1, MAX_PEER_LOGS + 1):
        owners.set(game_id, RemoteLog(PEER_LOG, 1, "Hall", float(game_id)))
    assert owners.judge(version(MAX_PEER_LOGS + 1)) is MessageVerdict.DROP
    assert owners.judge_stored(version(MAX_PEER_LOGS + 1)) is MessageVerdict.DROP
    assert counts == UplinkCounts(crowded=1)
    assert owners.forget(11.0) == list(range(1, 11))
    assert owners.judge(version(MAX_PEER_LOGS + 1)) is MessageVerdict.SHOW
    assert len(owners.logs_of(PEER_LOG)) == len(owners.peer_logs()) == MAX_PEER_LOGS - 10
