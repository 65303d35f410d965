"""Name lists on a real file: offered before anybody has played, forgotten like other names, removed whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.domain.names.name_list import ListedName
from goat_kiosk.domain.names.roster import Roster
from goat_kiosk.errors import InvalidValue, NotFound, NotSaved
from goat_kiosk.store.aliases import AliasTable
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.name_lists import ImportedList, NameLists
from tests.finished_games import DAY, game_between, game_rows, rounds_won_by
from tests.games import AT

SEASON = [
    ListedName("team", "Hawks", "", "#3fbf6b"),
    ListedName("player", "Ann", "Hawks", "#3fbf6b"),
    ListedName("player", "Bo", "Hawks", "#3fbf6b"),
    ListedName("player", "Cy"),
]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as log:
        yield log


@pytest.fixture
def lists(log: EventLog) -> NameLists:
    return NameLists(log, WriteQueue(log.writer_thread))


@pytest.fixture
def worker(log: EventLog) -> Iterator[HistoryWorker]:
    with HistoryWorker(log.path) as worker:
        yield worker


def roster(worker: HistoryWorker) -> Roster:
    return worker.ask(lambda records: records.roster()).result(20).value


def names(worker: HistoryWorker) -> list[str]:
    return sorted(person.name for person in roster(worker).people)


def test_listed_names_are_offered_and_go_with_their_list(lists: NameLists, worker: HistoryWorker) -> None:
    added = lists.add(SEASON, "season.csv", AT)
    assert (lists.all(), added) == ([added], ImportedList(1, AT, "season.csv", 3, 1))
    (team,) = roster(worker).teams
    assert (team.name, team.players, team.color, team.games) == ("Hawks", ("Ann", "Bo"), "#3fbf6b", 0)
    (found,) = roster(worker).find_players("cy")
    assert (found.name, found.team, found.color, found.games, found.seen) == ("Cy", "", "", 0, AT)
    lists.remove(added.id)
    assert (lists.all(), roster(worker)) == ([], Roster())
    with pytest.raises(NotFound):
        lists.remove(added.id)
    assert lists.add(SEASON, "again.csv", AT).id == added.id + 1


def test_a_game_played_later_says_more_than_the_list(log: EventLog, lists: NameLists, worker: HistoryWorker) -> None:
    lists.add(SEASON, "", AT)
    game = game_between("Court 1", ("Crows", "ann", "Dan"), ("Owls", "Bo"))
    log.append_all(game_rows(1, AT + DAY, game, rounds_won_by(1)))
    ann = next(person for person in roster(worker).people if person.key == "ann")
    assert (ann.name, ann.team, ann.games) == ("ann", "Crows", 1)
    lists.remove(1)
    assert names(worker) == ["Bo", "Dan", "ann"]


def test_a_listed_name_is_forgotten_and_renamed_like_others(
    log: EventLog, lists: NameLists, worker: HistoryWorker
) -> None:
    lists.add(SEASON, "", AT)
    aliases = AliasTable(log, WriteQueue(log.writer_thread))
    aliases.forget("player", "Cy", AT + 1)
    aliases.rename("player", "Bo", "Bob", AT + 1)
    assert names(worker) == ["Ann", "Bob"]
    lists.add([ListedName("player", "Cy")], "", AT + 2)
    assert names(worker) == ["Ann", "Bob", "Cy"]


def test_a_name_in_two_lists_stays_until_both_are_removed(lists: NameLists, worker: HistoryWorker) -> None:
    lists.add(SEASON, "", AT)
    lists.add([ListedName("player", "Cy", "Owls")], "", AT + 1)
    assert {person.team for person in roster(worker).people if person.name == "Cy"} == {"Owls"}
    lists.remove(1)
    assert names(worker) == ["Cy"]
    lists.remove(2)
    assert names(worker) == []


def test_a_list_is_saved_whole_or_not_at_all(log: EventLog, lists: NameLists, worker: HistoryWorker) -> None:
    with pytest.raises(InvalidValue, match="no new name"):
        lists.add([], "", AT)
    log.writing_connection.pragma("query_only", "on")
    with pytest.raises(NotSaved):
        lists.add(SEASON, "", AT)
    log.writing_connection.pragma("query_only", "off")
    assert (lists.all(), names(worker)) == ([], [])


def test_lists_survive_a_restart(tmp_path: Path) -> None:
    with EventLog(tmp_path / "kept.db") as log:
        added = NameLists(log, WriteQueue(log.writer_thread)).add(SEASON, "season.csv", AT)
    with EventLog(tmp_path / "kept.db") as log:
        assert NameLists(log, WriteQueue(log.writer_thread)).all() == [added]
