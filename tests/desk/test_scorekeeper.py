"""The desk: check, append, tell; and a refusal leaves the log, the game and the listeners untouched."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.loaded_games import ACTIVE_MS
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.chain import BrokenChain
from goat_kiosk.domain.events import AnyEvent, BagThrown, GameConceded, GameStarted, PlayerJoined, Undone
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, NotSaved, OwnedElsewhere, RuleViolation, StaleView
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from tests.domain import strategies
from tests.games import AT, bag_throws, game_created
from tests.properties import examples


class Desk:
    """A scorekeeper on a real log, with a clock that a test can turn and a list of what listeners were told."""

    def __init__(self, folder: Path) -> None:
        self.now = AT
        self.path = folder / "events.db"
        self.told: list[Change] = []
        self.sit_down()

    def sit_down(self) -> None:
        self.log = EventLog(self.path)
        self.scorekeeper = Scorekeeper(self.log, "Kiosk", lambda: self.now)
        self.scorekeeper.subscribe(self.told.append)

    def power_cut(self) -> None:
        self.log.close()
        self.told.clear()
        self.sit_down()
        self.scorekeeper.open()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.log.close()


def test_listeners_are_told_of_what_is_in_the_log_with_the_state_encoded_once(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    change = desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    assert desk.told[-1] is change
    state = msgspec.json.decode(change.state)
    assert (state["seq"], state["status"], state["team1"]["bags_in"]) == (2, "live", 1)
    assert change.event_id == f"{desk.log.name}-2"
    assert [row.event for row in desk.log.events(game_id)] == [game_created(), BagThrown(1, "hole")]


def test_pages_are_told_to_refresh_when_more_than_numbers_changed(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(Rules(target=3))).game_id
    events: list[AnyEvent] = [GameStarted(), BagThrown(1, "hole"), Undone(), Undone(), GameConceded(1), Undone()]
    for event in events:
        desk.scorekeeper.record(game_id, event)
    assert [change.reason for change in desk.told] == [
        "game-created",
        "game-started",
        None,
        None,
        "game-created",
        "game-ended",
        "game-created",
    ]
    ended = [desk.scorekeeper.record(game_id, event).reason for event in [*bag_throws(["hole", "off"] * 4), Undone()]]
    assert ended == ["game-started", *[None] * 6, "game-ended", "game-reopened"]


def test_after_a_power_cut_the_same_game_goes_on_in_mid_round(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    before = [desk.scorekeeper.record(game_id, event) for event in bag_throws(["hole", "board", "off"])][-1]
    desk.power_cut()
    assert desk.told == [before._replace(reason=None, row=None)]
    assert desk.scorekeeper.record(game_id, BagThrown(2, "off")).history.seq == 5


def test_finished_games_are_read_at_the_start_while_they_are_lively_and_later_when_asked_for(desk: Desk) -> None:
    old = desk.scorekeeper.create(game_created()).game_id
    desk.scorekeeper.record(old, GameConceded(1))
    desk.now += ACTIVE_MS + 1
    new = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.power_cut()
    assert desk.scorekeeper.game_ids() == [new]
    assert desk.scorekeeper.snapshot(old).game_id == old
    assert [change.game_id for change in desk.told] == [new]


def test_a_result_that_nobody_touches_is_held_no_longer_and_read_again_when_asked_for(desk: Desk) -> None:
    old = desk.scorekeeper.create(game_created()).game_id
    kept = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.scorekeeper.record(old, GameConceded(1))
    desk.now += ACTIVE_MS
    desk.scorekeeper.record(kept, GameConceded(1))
    desk.scorekeeper.create(game_created(court="Court 3"))
    assert old in desk.scorekeeper.game_ids()
    desk.now += 1
    new = desk.scorekeeper.create(game_created(court="Court 4")).game_id
    assert old not in desk.scorekeeper.game_ids()
    assert {kept, new} <= set(desk.scorekeeper.game_ids())
    assert desk.scorekeeper.record(old, Undone()).game.status == "lobby"


def test_an_unknown_game_is_not_found(desk: Desk) -> None:
    for ask in (desk.scorekeeper.snapshot, desk.scorekeeper.history, desk.scorekeeper.events):
        with pytest.raises(NotFound, match="There is no game 5"):
            ask(5)


def test_a_clock_that_goes_back_does_not_reorder_the_game(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.now -= 60_000
    assert desk.scorekeeper.record(game_id, GameStarted()).history.at == AT


def test_a_repeated_key_counts_once_even_after_a_power_cut(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(), key="open").game_id
    for _ in range(2):
        assert desk.scorekeeper.create(game_created(), key="open").game_id == game_id
        desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="throw")
        assert desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="throw").history.seq == 2
        desk.power_cut()


def test_a_key_is_for_one_command(desk: Desk) -> None:
    one, two = (desk.scorekeeper.create(game_created(court=f"Court {n}")).game_id for n in (1, 2))
    desk.scorekeeper.record(one, BagThrown(1, "hole"), key="k")
    with pytest.raises(InvalidValue, match="used for another command"):
        desk.scorekeeper.record(one, BagThrown(1, "off"), key="k")
    with pytest.raises(InvalidValue, match="used for another command"):
        desk.scorekeeper.record(two, BagThrown(1, "hole"), key="k")


def test_a_write_made_on_an_old_view_is_refused(desk: Desk) -> None:
    change = desk.scorekeeper.create(game_created())
    newer = desk.scorekeeper.record(change.game_id, BagThrown(1, "hole"), seen=change.event_id)
    with pytest.raises(StaleView):
        desk.scorekeeper.record(change.game_id, BagThrown(2, "hole"), seen=change.event_id)
    assert desk.scorekeeper.record(change.game_id, BagThrown(2, "hole"), seen=newer.event_id).history.seq == 3


def test_the_next_game_of_a_match_opens_once(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(Rules(games=3))).game_id
    with pytest.raises(RuleViolation, match="Finish this game first"):
        desk.scorekeeper.next_game(game_id)
    desk.scorekeeper.record(game_id, GameConceded(2))
    following = desk.scorekeeper.next_game(game_id, key="next")
    assert desk.scorekeeper.next_game(game_id, key="next").game_id == following.game_id
    assert msgspec.json.decode(following.state)["match"] == {
        "games": 3,
        "number": 2,
        "wins": [0, 1],
        "previous": game_id,
    }


def test_what_could_not_be_saved_has_not_happened(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.log._writer_db.pragma("query_only", 1)
    with pytest.raises(NotSaved, match="read-only"):
        desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    assert (len(desk.told), desk.scorekeeper.history(game_id).seq) == (1, 1)
    desk.log._writer_db.pragma("query_only", 0)
    assert desk.scorekeeper.record(game_id, BagThrown(1, "hole")).history.seq == 2


@pytest.mark.logs_warnings
def test_a_listener_that_fails_does_not_stop_the_others(desk: Desk) -> None:
    def fail(_: Change) -> None:
        raise ZeroDivisionError

    heard: list[Change] = []
    desk.scorekeeper.subscribe(fail)
    desk.scorekeeper.subscribe(heard.append)
    desk.scorekeeper.create(game_created())
    assert len(heard) == 1


@pytest.mark.logs_warnings
def test_a_game_that_cannot_be_read_does_not_keep_the_others_from_opening(desk: Desk) -> None:
    good = desk.scorekeeper.create(game_created()).game_id
    desk.log.append(Row(good + 1, 1, AT, None, GameStarted()))
    desk.power_cut()
    assert desk.scorekeeper.game_ids() == [good]


_counter = itertools.count()


@examples(30, HealthCheck.function_scoped_fixture)
@given(wishes=st.lists(strategies.events, max_size=25))
def test_a_refused_command_leaves_log_state_and_listeners_untouched(tmp_path: Path, wishes: list[AnyEvent]) -> None:
    folder = tmp_path / str(next(_counter))
    folder.mkdir()
    desk = Desk(folder)
    game_id = desk.scorekeeper.create(game_created()).game_id
    for event in wishes:
        log, history, told = desk.log.events(game_id), desk.scorekeeper.history(game_id), len(desk.told)
        try:
            desk.scorekeeper.record(game_id, event)
        except KioskError:
            assert (desk.log.events(game_id), desk.scorekeeper.history(game_id), len(desk.told)) == (log, history, told)
    before = desk.scorekeeper.snapshot(game_id).state
    desk.power_cut()
    assert desk.scorekeeper.snapshot(game_id).state == before
    desk.log.close()


def test_joining_is_told_as_such(desk: Desk) -> None:
    event = game_created()
    game_id = desk.scorekeeper.create(event).game_id
    with pytest.raises(RuleViolation, match="already has 2 players"):
        desk.scorekeeper.record(game_id, PlayerJoined(1, "Eve"))


def test_a_game_from_another_kiosk_goes_on_with_its_chain_and_a_forged_one_is_refused(tmp_path: Path) -> None:
    there, here = Desk(folder(tmp_path, "there")), Desk(folder(tmp_path, "here"))
    game = there.scorekeeper.create(game_created()).game_id
    for event in bag_throws(["hole", "off", "board"]):
        there.scorekeeper.record(game, event)
    rows = there.log.events(game)
    forged = [*rows[:2], rows[2]._replace(event=BagThrown(2, "hole")), rows[3]]
    with pytest.raises(BrokenChain, match="event 3 is not what was recorded"):
        here.scorekeeper.ownership.store(game, forged, Ownership(game, 0, "There", 4))
    assert here.log.events(game) == []
    older = [row._replace(hash="") for row in rows[:2]]
    here.scorekeeper.ownership.store(game, [*older, *rows[2:]], Ownership(game, 0, "There", 4))
    with pytest.raises(OwnedElsewhere, match="Kiosk There has taken this game over"):
        here.scorekeeper.record(game, BagThrown(2, "board"))
    here.scorekeeper.ownership.adopt(game, 1)
    assert here.log.events(game) == rows
    bag = BagThrown(2, "board")
    assert here.scorekeeper.record(game, bag).row == there.scorekeeper.record(game, bag).row
    for desk in (there, here):
        desk.log.close()


def folder(inside: Path, name: str) -> Path:
    made = inside / name
    made.mkdir()
    return made
