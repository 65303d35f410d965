"""History index: it agrees with the games, follows the log, and is rebuilt when it does not match."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.domain.events import (
    AnyEvent,
    Confirmed,
    Count,
    GameCanceled,
    GameConceded,
    GameForfeited,
    GameSetAside,
    RoundCorrected,
    Undone,
)
from goat_kiosk.domain.statistics.game_records import GAME_KINDS, GameFilter
from goat_kiosk.domain.statistics.landings import Landing
from goat_kiosk.domain.statistics.ratings import RatedGame
from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.store.aliases import AliasTable
from goat_kiosk.store.history.history_index import FILE_NAME, HistoryIndex
from goat_kiosk.store.history.history_queries import HistoryQueries
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.log.write_queue import WriteQueue
from tests.finished_games import (
    DAY,
    FIRST_ID,
    add_finished_games,
    game_between,
    game_rows,
    landed_throws,
    rounds_won_by,
)
from tests.games import AT

HAWKS, OWLS, CROWS = ("Hawks", "Ann", "Bob"), ("Owls", "José"), ("Crows", "ANN")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def archive(log: EventLog, tmp_path: Path) -> Iterator[HistoryIndex]:
    opened = HistoryIndex(tmp_path / FILE_NAME, log.path)
    yield opened
    opened.close()


def records(archive: HistoryIndex) -> HistoryQueries:
    while archive.catch_up(1):
        pass
    return HistoryQueries(archive)


def three_games(log: EventLog) -> None:
    log.append_all(game_rows(1, AT, game_between("Court 1", HAWKS, OWLS), rounds_won_by(1)))
    log.append_all(game_rows(2, AT + DAY, game_between("Court 2", OWLS, CROWS), rounds_won_by(2)))
    log.append_all(
        game_rows(3, AT + 2 * DAY, game_between("Court 1", ("Hawks", "Jay", "Bob"), CROWS), rounds_won_by(2))
    )


def test_finished_games_are_listed_newest_first_and_unfinished_ones_are_not(
    log: EventLog, archive: HistoryIndex
) -> None:
    three_games(log)
    log.append_all(game_rows(4, AT, game_between("Court 9", HAWKS, OWLS), rounds_won_by(1, rounds=1)))
    queries = records(archive).games(GameFilter())
    assert [game.game_id for game in queries] == [3, 2, 1]
    assert queries[0].names == ("Hawks", "Crows")
    assert (queries[0].score, queries[0].winner, queries[0].ended_by, queries[0].rounds) == ((0, 24), 2, "target", 2)
    assert (queries[0].court, queries[0].at, queries[0].rules) == ("Court 1", AT + 2 * DAY, "ACL")
    assert records(archive).courts() == ["Court 1", "Court 2", "Court 9"]


def test_games_of_each_kind_are_found(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    log.append_all(game_rows(4, AT, game_between("Court 9", HAWKS, OWLS), rounds_won_by(1, rounds=1)))
    log.append(Row(4, 3, AT + 5 * DAY, None, GameSetAside()))
    log.append_all(game_rows(5, AT, game_between("Court 9", HAWKS, OWLS), [GameCanceled()]))
    recount = RoundCorrected(1, Count(3, 0), Count(0, 1))
    log.append_all(game_rows(6, AT, game_between("Court 9", HAWKS, OWLS), [*rounds_won_by(1, rounds=1), recount]))
    result = Row(2, 4, AT + 2 * DAY, None, Confirmed(1, "Ann", log.events(2)[-1].hash or "", right=False))
    log.append(result)
    log.append(Row(1, 4, AT + DAY, None, RoundCorrected(1, Count(3, 1), Count(0, 0))))
    log.append(Row(3, 4, AT + 3 * DAY, None, recount))
    log.append(Row(3, 5, AT + 3 * DAY, None, Undone()))
    queries = records(archive)
    found = {kind: [game.game_id for game in queries.games(GameFilter(kind=kind))] for kind in GAME_KINDS}
    assert found == {"finished": [3, 2, 1], "disputed": [2], "corrected": [1], "unfinished": [4, 6], "canceled": [5]}
    assert queries.counts(GameFilter()) == {kind: len(games) for kind, games in found.items()}
    unfinished = queries.games(GameFilter(kind="unfinished"))
    assert (unfinished[0].at, unfinished[0].status) == (AT + 5 * DAY, "live"), "its last change"
    marks = [(game.corrected, game.disputed) for game in queries.games(GameFilter("jose"))]
    assert marks == [(False, True), (True, False)]
    at_court = {kind: count for kind, count in queries.counts(GameFilter(court="Court 9")).items() if count}
    assert at_court == {"unfinished": 2, "canceled": 1}


def test_spellings_of_a_courts_name_are_one_court_named_as_last(log: EventLog, archive: HistoryIndex) -> None:
    log.append_all(game_rows(1, AT, game_between("k1", HAWKS, OWLS), rounds_won_by(1)))
    log.append_all(game_rows(2, AT + DAY, game_between("K1", OWLS, CROWS), rounds_won_by(2)))
    log.append_all(game_rows(3, AT + 2 * DAY, game_between("K2", OWLS, CROWS), rounds_won_by(2)))
    queries = records(archive)
    assert sorted(queries.courts()) == ["K1", "K2"]
    assert [[game.game_id for game in queries.games(GameFilter(court=name))] for name in ("K1", "k1")] == [[2, 1]] * 2


@pytest.mark.parametrize(
    ("game_filter", "expected"),
    [
        (GameFilter("hawks"), [3, 1]),
        (GameFilter("JOSE"), [2, 1]),
        (GameFilter("ann  crows"), [3, 2]),
        (GameFilter("court 2"), [2]),
        (GameFilter("wls"), []),
        (GameFilter("100%_'\""), []),
        (GameFilter(court="Court 1"), [3, 1]),
        (GameFilter(since=AT + DAY), [3, 2]),
        (GameFilter(until=AT + DAY), [1]),
        (GameFilter("ann", "Court 1", AT + 1), [3]),
        (GameFilter(player="ann"), [3, 2, 1]),
        (GameFilter(player="jay"), [3]),
        (GameFilter(player="an"), []),
    ],
)
def test_games_are_found_by_filters(
    log: EventLog, archive: HistoryIndex, game_filter: GameFilter, expected: list[int]
) -> None:
    three_games(log)
    queries = records(archive)
    assert [game.game_id for game in queries.games(game_filter)] == expected
    assert queries.counts(game_filter)[game_filter.kind] == len(expected)


def test_statistics_are_summed_by_name_ignoring_case(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    players = {player.key: player for player in records(archive).players(GameFilter())}
    assert players.keys() == {"ann", "bob", "jay", "josé"}
    ann = players["ann"]
    assert (ann.name, ann.team, ann.games, ann.won) == ("ANN", "Crows", 3, 3)
    assert (ann.stats.rounds, ann.stats.ppr, ann.stats.four_baggers) == (5, 12.0, 5)
    assert (players["josé"].won, players["josé"].streak, players["josé"].longest) == (0, -2, 0)
    only = records(archive).players(GameFilter(court="Court 2"))
    assert [(player.name, player.games, player.streak) for player in only] == [("ANN", 1, 1), ("José", 1, -1)]


def test_where_a_player_s_bags_landed(log: EventLog, archive: HistoryIndex) -> None:
    bags = landed_throws([("hole", 12.04, 39.0), ("off", -30.0, 61.2)] * 4)
    created = game_between("Court 1", ("Hawks", "Ann"), OWLS)
    log.append_all(game_rows(1, AT, created, [*bags, *rounds_won_by(1, rounds=1)]))
    assert records(archive).landings(GameFilter(), "ann") == [Landing(12.0, 39.0, "hole")] * 4
    assert records(archive).landings(GameFilter(), "josé") == [Landing(-30.0, 61.2, "off")] * 4
    assert records(archive).landings(GameFilter(court="Court 2"), "ann") == []


def test_the_index_follows_changes_of_the_log(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    assert records(archive).counts(GameFilter())["finished"] == 3
    log.append(Row(3, 4, AT + 3 * DAY, None, Undone()))
    assert records(archive).counts(GameFilter())["finished"] == 2
    log.append(Row(2, 4, AT + 3 * DAY, None, RoundCorrected(1, Count(0, 0), Count(3, 1))))
    assert records(archive).games(GameFilter())[0].score == (0, 22)
    assert records(archive).games(GameFilter())[0].at == AT + DAY


def test_the_index_catches_up_in_steps_newest_games_first(log: EventLog, archive: HistoryIndex) -> None:
    add_finished_games(log, 60)
    remaining = archive.catch_up(0)
    assert remaining == 59
    assert HistoryQueries(archive).games(GameFilter())[0].game_id == FIRST_ID + 59
    assert records(archive).counts(GameFilter())["finished"] == 60


def test_the_index_is_kept_on_disk(log: EventLog, tmp_path: Path) -> None:
    three_games(log)
    first = HistoryIndex(tmp_path / FILE_NAME, log.path)
    records(first)
    first.close()
    again = HistoryIndex(tmp_path / FILE_NAME, log.path)
    assert HistoryQueries(again).counts(GameFilter())["finished"] == 3
    again.close()


@pytest.mark.parametrize("harm", ["garbage", "old", "gone"])
def test_a_damaged_old_or_missing_index_is_rebuilt(log: EventLog, tmp_path: Path, harm: str) -> None:
    three_games(log)
    path = tmp_path / FILE_NAME
    first = HistoryIndex(path, log.path)
    records(first)
    if harm == "old":
        first.database.pragma("user_version", 0)
    first.close()
    if harm == "garbage":
        path.write_bytes(b"not a database" * 400)
    if harm == "gone":
        path.unlink()
    again = HistoryIndex(path, log.path)
    assert records(again).counts(GameFilter())["finished"] == 3
    again.close()


def test_the_index_is_rebuilt_for_another_log_at_the_same_path(log: EventLog, tmp_path: Path) -> None:
    three_games(log)
    first = HistoryIndex(tmp_path / FILE_NAME, log.path)
    records(first)
    first.close()
    with EventLog(tmp_path / "other.db") as other:
        add_finished_games(other, 5)
        again = HistoryIndex(tmp_path / FILE_NAME, other.path)
        assert [one.game_id for one in records(again).games(GameFilter())] == [FIRST_ID + n for n in (4, 3, 2, 1, 0)]
        again.close()


@pytest.mark.logs_warnings
def test_a_game_that_cannot_be_read_is_left_out(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    log.reading_connection.execute(
        'INSERT INTO event (game_id, seq, at, key, body) VALUES (9, 1, 0, NULL, \'{"type":"bag-eaten"}\')'
    )
    assert records(archive).counts(GameFilter())["finished"] == 3
    with pytest.raises(Unavailable):
        archive.history(9)
    with pytest.raises(NotFound):
        archive.history(10)


def test_the_index_never_writes_to_the_log(archive: HistoryIndex) -> None:
    with pytest.raises(Exception, match="readonly"):
        archive.database.execute("DELETE FROM log.known_as")


def test_the_roster_lists_all_players_last_seen_first(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    log.append_all(game_rows(4, AT + 3 * DAY, game_between("Court 1", ("Orange",), ("Blue", "Zoë")), []))
    roster = records(archive).roster()
    assert [(player.name, player.team, player.games) for player in roster.people][:1] == [("Zoë", "Blue", 1)]
    assert sorted(player.key for player in roster.people) == ["ann", "bob", "jay", "josé", "zoë"]
    assert {player.name: player.players for player in roster.teams} == {
        "Hawks": ("Jay", "Bob"),
        "Crows": ("ANN",),
        "Owls": ("José",),
    }


def test_merged_names_count_as_one_and_are_separated_again(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    names = AliasTable(log, WriteQueue(log.writer_thread))
    assert names.rename("player", "Bob", "José", AT) == "josé"
    players = {player.name: player.games for player in records(archive).players(GameFilter())}
    assert players == {"ANN": 3, "Jay": 1, "José": 4}
    names.rename("player", "José", "Pepe", AT)
    assert {player.name for player in records(archive).roster().people} >= {"Pepe"}
    assert {alias.original: alias.name for alias in names.all()} == {"Bob": "Pepe", "José": "Pepe"}
    names.restore("player", "bob")
    assert {player.name for player in records(archive).roster().people} >= {"Pepe", "Bob"}


def test_names_merged_in_a_circle_end_at_the_last_target(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    names = AliasTable(log, WriteQueue(log.writer_thread))
    names.rename("player", "Bob", "José", AT)
    names.rename("player", "José", "Bob", AT + 1)
    people = {player.name: player.games for player in records(archive).roster().people}
    assert people["Bob"] == 4
    assert "José" not in people


def test_a_forgotten_name_reappears_when_it_plays_again(log: EventLog, archive: HistoryIndex) -> None:
    three_games(log)
    names = AliasTable(log, WriteQueue(log.writer_thread))
    names.forget("player", "José", AT + 2 * DAY)
    names.forget("team", "Owls", AT + 2 * DAY)
    assert "josé" not in {player.key for player in records(archive).roster().people}
    assert "owls" not in {player.key for player in records(archive).roster().teams}
    assert "josé" in {player.key for player in records(archive).players(GameFilter())}
    log.append_all(game_rows(4, AT + 3 * DAY, game_between("Court 1", OWLS, CROWS), []))
    assert "josé" in {player.key for player in records(archive).roster().people}
    assert "owls" in {player.key for player in records(archive).roster().teams}


def pairs(winner: str, loser: str, number: int, events: list[AnyEvent] | None = None) -> list[Row]:
    """Return a game of two pairs, each a letter twice, in the order of the numbers."""
    sides = (("Hawks", winner, f"{winner} Jr"), ("Owls", loser, f"{loser} Jr"))
    return game_rows(number, AT + number * DAY, game_between("Court 1", *sides), events or rounds_won_by(1))


def test_ratings_need_five_games_that_were_played_to_their_end(log: EventLog, archive: HistoryIndex) -> None:
    for number in range(1, 5):
        log.append_all(pairs("Ann", "Bob", number))
    log.append_all(pairs("Ann", "Bob", 5, [GameForfeited(1)]))
    log.append_all(pairs("Ann", "Bob", 6, [*rounds_won_by(1, rounds=1), GameConceded(1)]))
    unnamed = game_between("Court 1", ("Hawks",), ("Owls", "Bob"))
    log.append_all(game_rows(7, AT, unnamed, rounds_won_by(1)))
    walker = game_between("Court 1", ("Hawks", "Ann"), ("Owls", "Bob", "Bob Jr"))
    log.append_all(game_rows(8, AT, walker, rounds_won_by(1)))
    table = records(archive).ratings()
    assert [(player.number, player.name) for player in table.players] == [
        (1, "Ann"),
        (2, "Ann Jr"),
        (3, "Bob"),
        (4, "Bob Jr"),
    ]
    assert {player.rating for player in table.players} == {None}
    log.append_all(pairs("Ann", "Bob", 9))
    known = records(archive).ratings()
    ann, bob = known.find("ann"), known.find("Bob")
    assert ann is not None
    assert bob is not None
    assert (ann.games, bob.games) == (5, 5)
    assert ann.mu > 25 > bob.mu
    assert ann.cautious < ann.mu


def test_merged_names_have_one_rating_and_the_other_numbers_stay(log: EventLog, archive: HistoryIndex) -> None:
    for number in range(1, 4):
        log.append_all(pairs("Ann", "Bob", number))
    for number in range(4, 6):
        log.append_all(pairs("Anne", "Bob", number))
    AliasTable(log, WriteQueue(log.writer_thread)).rename("player", "Anne", "Ann", AT)
    table = records(archive).ratings()
    assert [(player.number, player.name) for player in table.players] == [
        (1, "Ann"),
        (2, "Ann Jr"),
        (3, "Bob"),
        (4, "Bob Jr"),
        (6, "Anne Jr"),
    ]
    anne = table.find("Anne")
    assert anne is not None
    assert anne.games == 5


def test_ratings_are_a_fold_in_the_order_of_end(log: EventLog, archive: HistoryIndex) -> None:
    for number, winner, loser in (
        (5, "Ann", "Bob"),
        (4, "Bob", "Cy"),
        (3, "Cy", "Ann"),
        (2, "Ann", "Cy"),
        (1, "Bob", "Cy"),
    ):
        sides = (("Hawks", winner), ("Owls", loser))
        log.append_all(game_rows(number, AT - number * DAY, game_between("Court 1", *sides), rounds_won_by(1)))
    played = [RatedGame((winner,), (loser,)) for winner, loser in (("ann", "bob"), ("bob", "cy"), ("cy", "ann"))]
    played += [RatedGame(("ann",), ("cy",)), RatedGame(("bob",), ("cy",))]
    assert list(records(archive).rated_games()) == played


def test_the_pace_is_of_games_that_were_played_in_one_go(log: EventLog, archive: HistoryIndex) -> None:
    def played(number: int, minutes: float, events: list[AnyEvent]) -> list[Row]:
        rows = pairs("Ann", "Bob", number, events)
        last = len(rows)
        return [row._replace(at=row.at + (int(minutes * 60_000) if row.seq == last else 0)) for row in rows]

    log.append_all(played(1, 12, rounds_won_by(1)))
    log.append_all(played(2, 600, rounds_won_by(1)))
    log.append_all(played(3, 10, [GameForfeited(1)]))
    assert records(archive).game_minutes() == [12.0]
