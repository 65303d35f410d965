"""The scorekeeper: validate, append, notify; a refused command changes nothing and notifies nobody."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.chain import BrokenChain
from goat_kiosk.domain.events import AnyEvent, BagThrown, GameConceded, GameStarted, PlayerJoined, Undone
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, NotSaved, OwnedElsewhere, RuleViolation, StaleView
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from tests.domain import strategies
from tests.games import AT, bag_throws, game_created
from tests.properties import examples


class Desk:
    """A scorekeeper on a real log, with a clock that the test sets and the changes that listeners received."""

    def __init__(self, folder: Path) -> None:
        self.now = AT
        self.path = folder / "events.db"
        self.changes: list[Change] = []
        self.open()

    def open(self) -> None:
        self.log = EventLog(self.path)
        self.scorekeeper = Scorekeeper(self.log, "Kiosk", lambda: self.now)
        self.scorekeeper.subscribe(self.changes.append)

    def power_cut(self) -> None:
        self.log.close()
        self.changes.clear()
        self.open()
        self.scorekeeper.open()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.log.close()


def test_listeners_receive_what_is_in_the_log_with_the_state_encoded_once(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    change = desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    assert desk.changes[-1] is change
    state = msgspec.json.decode(change.state)
    assert (state["seq"], state["status"], state["team1"]["bags_in"]) == (2, "live", 1)
    assert change.event_id == f"{desk.log.name}-2"
    assert [row.event for row in desk.log.events(game_id)] == [game_created(), BagThrown(1, "hole")]


def test_a_change_has_a_reason_when_pages_must_refresh(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(Rules(target=3))).game_id
    events: list[AnyEvent] = [GameStarted(), BagThrown(1, "hole"), Undone(), Undone(), GameConceded(1), Undone()]
    for event in events:
        desk.scorekeeper.record(game_id, event)
    assert [change.reason for change in desk.changes] == [
        "game-created",
        "game-started",
        None,
        None,
        "game-created",
        "game-ended",
        "game-created",
    ]
    reasons = [desk.scorekeeper.record(game_id, event).reason for event in [*bag_throws(["hole", "off"] * 4), Undone()]]
    assert reasons == ["game-started", *[None] * 6, "game-ended", "game-reopened"]


def test_after_a_power_cut_the_same_game_goes_on_in_mid_round(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    before = [desk.scorekeeper.record(game_id, event) for event in bag_throws(["hole", "board", "off"])][-1]
    desk.power_cut()
    assert desk.changes == [before._replace(reason=None, row=None)]
    assert desk.scorekeeper.record(game_id, BagThrown(2, "off")).history.seq == 5


def test_active_finished_games_are_loaded_at_the_start_and_older_ones_on_demand(desk: Desk) -> None:
    old = desk.scorekeeper.create(game_created()).game_id
    desk.scorekeeper.record(old, GameConceded(1))
    desk.now += ACTIVE_MS + 1
    new = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.power_cut()
    assert desk.scorekeeper.game_ids() == [new]
    assert desk.scorekeeper.snapshot(old).game_id == old
    assert [change.game_id for change in desk.changes] == [new]


def test_an_idle_finished_game_is_evicted_and_loaded_again_on_demand(desk: Desk) -> None:
    old = desk.scorekeeper.create(game_created()).game_id
    recent = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.scorekeeper.record(old, GameConceded(1))
    desk.now += ACTIVE_MS
    desk.scorekeeper.record(recent, GameConceded(1))
    desk.scorekeeper.create(game_created(court="Court 3"))
    assert old in desk.scorekeeper.game_ids()
    desk.now += 1
    new = desk.scorekeeper.create(game_created(court="Court 4")).game_id
    assert old not in desk.scorekeeper.game_ids()
    assert {recent, new} <= set(desk.scorekeeper.game_ids())
    assert desk.scorekeeper.record(old, Undone()).game.status == "lobby"


def test_an_unknown_game_is_not_found(desk: Desk) -> None:
    for ask in (desk.scorekeeper.snapshot, desk.scorekeeper.history, desk.scorekeeper.events):
        with pytest.raises(NotFound, match="There is no game 5"):
            ask(5)


def test_a_clock_that_goes_back_does_not_reorder_the_game(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.now -= 60_000
    assert desk.scorekeeper.record(game_id, GameStarted()).history.at == AT


def test_a_repeated_idempotency_key_counts_once_even_after_a_power_cut(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(), key="open").game_id
    for _ in range(2):
        assert desk.scorekeeper.create(game_created(), key="open").game_id == game_id
        desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="throw")
        assert desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="throw").history.seq == 2
        desk.power_cut()


def test_an_idempotency_key_is_for_one_command(desk: Desk) -> None:
    game1, game2 = (desk.scorekeeper.create(game_created(court=f"Court {n}")).game_id for n in (1, 2))
    desk.scorekeeper.record(game1, BagThrown(1, "hole"), key="k")
    with pytest.raises(InvalidValue, match="used for another command"):
        desk.scorekeeper.record(game1, BagThrown(1, "off"), key="k")
    with pytest.raises(InvalidValue, match="used for another command"):
        desk.scorekeeper.record(game2, BagThrown(1, "hole"), key="k")


def test_a_write_based_on_an_older_state_is_refused(desk: Desk) -> None:
    change = desk.scorekeeper.create(game_created())
    newer = desk.scorekeeper.record(change.game_id, BagThrown(1, "hole"), seen_event_id=change.event_id)
    with pytest.raises(StaleView):
        desk.scorekeeper.record(change.game_id, BagThrown(2, "hole"), seen_event_id=change.event_id)
    assert desk.scorekeeper.record(change.game_id, BagThrown(2, "hole"), seen_event_id=newer.event_id).history.seq == 3


def test_the_next_game_of_a_match_opens_once(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(Rules(games=3))).game_id
    with pytest.raises(RuleViolation, match="Finish this game first"):
        desk.scorekeeper.create_next_game(game_id)
    desk.scorekeeper.record(game_id, GameConceded(2))
    following = desk.scorekeeper.create_next_game(game_id, key="next")
    assert desk.scorekeeper.create_next_game(game_id, key="next").game_id == following.game_id
    assert msgspec.json.decode(following.state)["match"] == {
        "games": 3,
        "number": 2,
        "wins": [0, 1],
        "previous": game_id,
    }


def test_an_event_that_could_not_be_saved_changes_nothing(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.log._writer_db.pragma("query_only", 1)
    with pytest.raises(NotSaved, match="read-only"):
        desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    assert (len(desk.changes), desk.scorekeeper.history(game_id).seq) == (1, 1)
    desk.log._writer_db.pragma("query_only", 0)
    assert desk.scorekeeper.record(game_id, BagThrown(1, "hole")).history.seq == 2


@pytest.mark.logs_warnings
def test_a_listener_that_fails_does_not_stop_the_others(desk: Desk) -> None:
    def fail(_: Change) -> None:
        raise ZeroDivisionError

    changes: list[Change] = []
    desk.scorekeeper.subscribe(fail)
    desk.scorekeeper.subscribe(changes.append)
    desk.scorekeeper.create(game_created())
    assert len(changes) == 1


@pytest.mark.logs_warnings
def test_an_unreadable_game_does_not_prevent_the_others_from_loading(desk: Desk) -> None:
    good = desk.scorekeeper.create(game_created()).game_id
    desk.log.append(Row(good + 1, 1, AT, None, GameStarted()))
    desk.power_cut()
    assert desk.scorekeeper.game_ids() == [good]


_counter = itertools.count()


@examples(30, HealthCheck.function_scoped_fixture)
@given(attempts=st.lists(strategies.any_event, max_size=25))
def test_a_refused_command_leaves_log_state_and_listeners_untouched(tmp_path: Path, attempts: list[AnyEvent]) -> None:
    desk = Desk(make_folder(tmp_path, str(next(_counter))))
    game_id = desk.scorekeeper.create(game_created()).game_id
    for event in attempts:
        before = desk.log.events(game_id), desk.scorekeeper.history(game_id), len(desk.changes)
        try:
            desk.scorekeeper.record(game_id, event)
        except KioskError:
            assert (desk.log.events(game_id), desk.scorekeeper.history(game_id), len(desk.changes)) == before
    state = desk.scorekeeper.snapshot(game_id).state
    desk.power_cut()
    assert desk.scorekeeper.snapshot(game_id).state == state
    desk.log.close()


def test_a_team_that_is_full_accepts_no_player(desk: Desk) -> None:
    event = game_created()
    game_id = desk.scorekeeper.create(event).game_id
    with pytest.raises(RuleViolation, match="There are 2 players in"):
        desk.scorekeeper.record(game_id, PlayerJoined(1, "Eve"))


def test_a_game_from_another_kiosk_continues_its_hash_chain_and_a_forged_one_is_refused(tmp_path: Path) -> None:
    owner, other = Desk(make_folder(tmp_path, "there")), Desk(make_folder(tmp_path, "here"))
    game = owner.scorekeeper.create(game_created()).game_id
    for event in bag_throws(["hole", "off", "board"]):
        owner.scorekeeper.record(game, event)
    rows = owner.log.events(game)
    forged = [*rows[:2], rows[2]._replace(event=BagThrown(2, "hole")), rows[3]]
    with pytest.raises(BrokenChain, match="event 3 is not what was recorded"):
        other.scorekeeper.ownership.store(game, forged, Ownership(game, 0, "There", 4))
    assert other.log.events(game) == []
    older = [row._replace(hash="") for row in rows[:2]]
    other.scorekeeper.ownership.store(game, [*older, *rows[2:]], Ownership(game, 0, "There", 4))
    with pytest.raises(OwnedElsewhere, match="Kiosk There has taken this game over"):
        other.scorekeeper.record(game, BagThrown(2, "board"))
    other.scorekeeper.ownership.adopt(game, 1)
    assert other.log.events(game) == rows
    bag = BagThrown(2, "board")
    assert other.scorekeeper.record(game, bag).row == owner.scorekeeper.record(game, bag).row
    for desk in (owner, other):
        desk.log.close()


def make_folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder
