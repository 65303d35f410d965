"""The director on a real log: what is decided is on the disk, and read back as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.domain import chain
from goat_kiosk.errors import KeyReused, NotFound, RuleViolation, StaleView
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.tournament import events
from goat_kiosk.tournament.division_events import DivisionAdded
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentClosed, TournamentCreated
from goat_kiosk.tournament.stage import Stage
from tests.clocks import ManualClock
from tests.games import AT

FRIDAY = TournamentCreated("Friday", ("Board 1", "Board 2"))
OPEN = DivisionAdded(1, "Open", "singles", (Stage("double"),))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as log:
        yield log


@pytest.fixture
def director(log: EventLog) -> Director:
    return new_director(log)


def new_director(log: EventLog) -> Director:
    return Director(log, ManualClock(AT), WriteQueue(log.writer_thread))


def test_decisions_are_read_back_after_a_restart(log: EventLog, director: Director) -> None:
    tournament_id = director.create(FRIDAY).tournament_id
    director.record(tournament_id, lambda _: [OPEN, PlayerSignedUp(1, "Ann")])
    again = new_director(log)
    assert again.tournament(tournament_id) == director.tournament(tournament_id)
    assert [row.seq for row in again.events(tournament_id)] == [1, 2, 3]
    assert [summary.name for summary in again.tournaments()] == ["Friday"]


def test_numbers_are_those_of_games_and_games_do_not_see_tournaments(log: EventLog, director: Director) -> None:
    first, second = director.create(FRIDAY).tournament_id, director.create(FRIDAY).tournament_id
    assert second == first + 1
    assert log.game_ids() == []


def test_every_event_is_chained_to_the_one_before(director: Director) -> None:
    tournament_id = director.create(FRIDAY).tournament_id
    director.record(tournament_id, lambda _: [OPEN, PlayerSignedUp(1, "Ann")])
    before = chain.GENESIS
    for row in director.events(tournament_id):
        before = chain.event_hash(before, row.tournament_id, row.seq, row.at, events.encode(row.event))
        assert row.hash == before


def test_a_repeated_key_records_once(director: Director) -> None:
    created = director.create(FRIDAY, "one")
    assert director.create(FRIDAY, "one").tournament_id == created.tournament_id
    with pytest.raises(KeyReused):
        director.create(TournamentCreated("Saturday"), "one")
    for _ in range(2):
        change = director.record(created.tournament_id, lambda _: [OPEN], "two")
        assert change.tournament.seq == 2


def test_events_of_one_command_are_recorded_all_or_none(director: Director) -> None:
    tournament_id = director.create(FRIDAY).tournament_id
    with pytest.raises(RuleViolation):
        director.record(tournament_id, lambda _: [OPEN, OPEN])
    assert director.tournament(tournament_id).seq == 1
    assert len(director.events(tournament_id)) == 1


def test_an_outdated_view_and_an_unknown_number_are_refused(director: Director) -> None:
    created = director.create(FRIDAY)
    director.record(created.tournament_id, lambda _: [OPEN], seen_event_id=created.event_id)
    with pytest.raises(StaleView):
        director.record(created.tournament_id, lambda _: [TournamentClosed()], seen_event_id=created.event_id)
    with pytest.raises(NotFound):
        director.tournament(7)


def test_listeners_are_notified_of_what_is_on_the_disk(director: Director) -> None:
    changes: list[TournamentChange] = []
    director.subscribe(changes.append)
    created = director.create(FRIDAY)
    director.record(created.tournament_id, lambda _: [OPEN])
    assert [len(change.rows) for change in changes] == [1, 1]
    assert changes[-1].rows[0].hash


def test_a_preview_records_nothing(director: Director) -> None:
    tournament_id = director.create(FRIDAY).tournament_id
    assert director.preview(tournament_id, lambda _: [OPEN]).effect.matches == ()
    assert director.tournament(tournament_id).seq == 1


def test_the_list_has_newest_names_and_what_is_closed(director: Director, log: EventLog) -> None:
    first, second = director.create(FRIDAY).tournament_id, director.create(FRIDAY).tournament_id
    director.record(first, lambda _: [events.TournamentChanged("Fryday")])
    director.record(second, lambda _: [TournamentClosed()])
    listed = {header.tournament_id: (header.name, header.is_closed) for header in new_director(log).tournaments()}
    assert listed == {first: ("Fryday", False), second: ("Friday", True)}


def test_one_tournament_that_cannot_be_read_hides_no_other(director: Director, log: EventLog) -> None:
    good, bad, nameless = (director.create(FRIDAY).tournament_id for _ in range(3))
    body = '{"type":"pot-doubled"}'  # of a newer program
    insert = "INSERT INTO tournament_event (tournament_id, seq, at, key, body, hash) VALUES (?, ?, ?, NULL, ?, x'')"
    log.change(lambda database: database.execute(insert, (bad, 2, AT + 1, body)))
    log.change(lambda database: database.execute(insert, (nameless + 1, 1, AT + 2, "{")))
    again = new_director(log)
    names = [header.name for header in again.tournaments()]
    assert sorted(names) == [f"#{nameless + 1}", "Friday", "Friday", "Friday"]
    assert [change.tournament_id for change in again.open_tournaments()] == [good, nameless]
