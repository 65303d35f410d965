"""Matches on a court of another kiosk: the game opens there by itself, follows its match, and its result comes back.

Two desks without a network between them: what one has decided is handed to the other as it would arrive, once, twice,
late, or after a restart.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from goat_kiosk.desk.fixtures import new_game_of
from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, Fixture, GameConceded, GameCreated, GameStarted, RoundEntered, TeamEntry
from goat_kiosk.domain.games.game import Game
from goat_kiosk.errors import InvalidValue, OwnedElsewhere, RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament.court_use import clear_court_events
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryChanged, EntryMade
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    CourtKiosk,
    CourtSet,
    DecisionUndone,
    PlayerSignedUp,
    TournamentCreated,
)
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchProtested,
    MatchRuled,
    MatchUncalled,
    ResultContradicted,
    ResultRecorded,
)
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import MatchDecisions
from tests.clocks import ManualClock
from tests.games import AT

TO_15 = Stage("double", play_to=15)
FOUR, NONE = Count(4, 0), Count(0, 0)


class Hall:
    """One kiosk."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self.log = name, EventLog(path)
        self.restart()

    def restart(self) -> None:
        self.clock = ManualClock(AT)
        self.scorekeeper = Scorekeeper(self.log, self.name, self.clock)
        self.match_games = MatchGames(self.scorekeeper, self.scorekeeper.director)
        self.scorekeeper.open()
        self.match_games.catch_up()

    @property
    def kiosk(self) -> CourtKiosk:
        return self.scorekeeper.own_kiosks()[0]

    def games(self) -> dict[int, Game]:
        """Return the games in memory, oldest first."""
        return {game_id: self.scorekeeper.history(game_id).game for game_id in self.scorekeeper.game_ids()}

    def only_game(self) -> int:
        (game_id,) = self.games()
        return game_id

    def game(self, game_id: int) -> Game:
        return self.scorekeeper.history(game_id).game

    def play(self, game_id: int, winner: int = 1) -> None:
        """Play a game to 15 to its end: two rounds of four bags in the hole."""
        for _ in range(2):
            counts = (FOUR, NONE) if winner == 1 else (NONE, FOUR)
            self.scorekeeper.record(game_id, RoundEntered(*counts))


class Venue:
    """The hall runs a tournament of four pairs; Board 1 is its own, Boards 8 and 9 are the patio's."""

    def __init__(self, folder: Path, stage: Stage = TO_15) -> None:
        self.hall, self.patio = Hall(folder / "hall.db", "Hall"), Hall(folder / "patio.db", "Patio")
        self.director = self.hall.scorekeeper.director
        kiosks = dict.fromkeys(("Board 8", "Board 9"), self.patio.kiosk)
        created = TournamentCreated("Friday", ("Board 1", "Board 8", "Board 9"), kiosks=kiosks)
        self.tournament_id = self.director.create(created).tournament_id
        self.record(DivisionAdded(1, "Open", "pairs", (stage,)))
        for entry in range(1, 5):
            first, second = 2 * entry - 1, 2 * entry
            self.record(PlayerSignedUp(first, f"P{first}"), PlayerSignedUp(second, f"P{second}"))
            self.record(EntryMade(entry, 1, (first, second)))
        self.record(Drawn(1, (1, 2, 3, 4), "order"))

    def record(self, *events: AnyTournamentEvent) -> None:
        """Decide something at the hall."""
        self.hall.clock.advance(1_000)
        self.director.record(self.tournament_id, lambda _: events)

    def call(self, court: str = "Board 9", match: str = "W1-1") -> None:
        sides = (1, 4) if match == "W1-1" else (2, 3)
        self.record(MatchCalled(1, match, court, sides))

    def tell_patio(self) -> None:
        """Let the patio have the tournament as it stands."""
        self.patio.match_games.follow_peer(self.tournament_id, self.director.tournament(self.tournament_id))

    def tell_hall(self, game_id: int | None = None) -> None:
        """Let the hall have a game of the patio as it stands, by default the only one."""
        game_id = self.patio.only_game() if game_id is None else game_id
        rows = self.patio.log.events(game_id)
        receipt = self.patio.scorekeeper.snapshot(game_id).result
        self.hall.match_games.take_result(self.patio.kiosk.log, [rows], receipt)

    def decisions(self, match: str = "W1-1") -> MatchDecisions:
        return self.director.tournament(self.tournament_id).divisions[1].decisions(match)

    def status(self, match: str = "W1-1") -> str:
        tournament = self.director.tournament(self.tournament_id)
        return resolve(tournament, tournament.divisions[1])[match].status


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[Venue]:
    venue = Venue(tmp_path)
    yield venue
    venue.hall.log.close()
    venue.patio.log.close()


def test_a_match_called_to_another_kiosks_court_waits_there_in_a_game(venue: Venue) -> None:
    venue.tell_patio()
    assert venue.patio.games() == {}
    venue.call()
    venue.tell_patio()
    game = venue.patio.game(venue.patio.only_game())
    assert (game.court, game.status, game.rules.target) == ("Board 9", "lobby", 15)
    assert game.fixture == Fixture(venue.tournament_id, 1, "W1-1")
    assert [[player.name for player in side.players] for side in game.sides] == [["P1", "P2"], ["P7", "P8"]]
    venue.tell_hall()
    assert venue.status() == "called", "nobody has begun"


def test_twice_is_once_also_after_a_restart(venue: Venue) -> None:
    venue.call()
    for _ in range(2):
        venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.patio.restart()
    venue.tell_patio()
    assert venue.patio.only_game() == game_id
    venue.call()  # a second call
    venue.tell_patio()
    assert venue.patio.only_game() == game_id


def test_on_paper_and_on_courts_of_other_kiosks_no_game_opens(venue: Venue) -> None:
    venue.record(CourtSet("Board 9", scoring="result"))
    venue.call("Board 9")
    venue.call("Board 1", "W1-2")
    venue.tell_patio()
    assert venue.patio.games() == {}


def test_the_owner_opens_no_game_on_the_court_of_another_kiosk(venue: Venue) -> None:
    venue.call()
    with pytest.raises(OwnedElsewhere, match="Board 9 is scored at kiosk Patio: the game opens there by itself"):
        venue.hall.match_games.open_game(venue.tournament_id, 1, "W1-1")


def test_the_game_begins_its_match_once_and_gives_it_its_result_once(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.patio.scorekeeper.record(game_id, GameStarted())
    venue.tell_hall()
    assert (venue.status(), venue.decisions().games) == ("playing", (game_id,))
    venue.patio.play(game_id, winner=2)
    for _ in range(2):
        venue.tell_hall()
    result = venue.decisions().result
    assert result is not None
    assert (result.winner, result.scores, result.game, result.sides) == (2, ((0, 24),), game_id, (1, 4))
    assert result.receipt == venue.patio.scorekeeper.snapshot(game_id).result
    assert venue.decisions().earlier_results == ()
    seq = venue.director.tournament(venue.tournament_id).seq
    venue.tell_hall()
    assert venue.director.tournament(venue.tournament_id).seq == seq


def test_a_game_of_which_only_the_end_is_known_gives_its_result(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    venue.patio.play(venue.patio.only_game())
    venue.patio.restart()
    venue.tell_patio()
    assert len(venue.patio.games()) == 1, "it is over, and its match does not know yet"
    venue.tell_hall()
    assert (venue.status(), venue.decisions().games) == ("over", (venue.patio.only_game(),))


def test_a_result_that_is_not_the_one_of_the_bags_is_refused(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.patio.play(game_id)
    rows = venue.patio.log.events(game_id)
    with pytest.raises(InvalidValue, match="The receipt of game"):
        venue.hall.match_games.take_result(venue.patio.kiosk.log, [rows], "0" * 64)
    forged = [*rows[:-1], rows[-1]._replace(event=RoundEntered(NONE, FOUR))]
    with pytest.raises(InvalidValue):
        venue.hall.match_games.take_result(venue.patio.kiosk.log, [forged], "")
    assert venue.decisions().result is None


def test_a_call_that_is_taken_back_cancels_the_game_and_the_next_one_opens_another(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    first = venue.patio.only_game()
    venue.record(MatchUncalled(1, "W1-1"))
    venue.tell_patio()
    assert venue.patio.game(first).status == "canceled"
    venue.record(DecisionUndone())
    venue.tell_patio()
    assert venue.patio.game(first).status == "lobby", "it waits again"
    venue.record(MatchUncalled(1, "W1-1"))
    venue.tell_patio()
    venue.call()
    venue.tell_patio()
    second = venue.patio.games().keys() - {first}
    assert [venue.patio.game(game_id).status for game_id in second] == ["lobby"]


def test_decisions_made_while_the_kiosk_was_away_count_when_it_is_back(venue: Venue) -> None:
    venue.call()
    venue.call("Board 8", "W1-2")
    venue.tell_patio()
    first, second = venue.patio.games()
    venue.record(MatchUncalled(1, "W1-1"))
    venue.record(ResultRecorded(1, "W1-2", (2, 3), 1, scores=((15, 3),)))
    venue.patio.restart()
    venue.tell_patio()
    assert [venue.patio.game(game_id).status for game_id in (first, second)] == ["canceled", "canceled"]
    venue.tell_hall(second)
    assert venue.decisions("W1-2").contradiction is None, "its end is the desk's"


def test_a_call_to_another_court_moves_the_game_as_far_as_it_is_the_same_kiosk(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.call("Board 8")
    venue.tell_patio()
    assert (venue.patio.game(game_id).court, venue.patio.only_game()) == ("Board 8", game_id)
    venue.call("Board 1")
    venue.tell_patio()
    assert venue.patio.game(game_id).status == "canceled", "the hall opens one"
    assert venue.hall.match_games.open_game(venue.tournament_id, 1, "W1-1").game.court == "Board 1"


def test_a_match_that_is_played_at_another_kiosk_does_not_move_to_this_one(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    venue.patio.scorekeeper.record(venue.patio.only_game(), GameStarted())
    venue.tell_hall()
    tournament = venue.director.tournament(venue.tournament_id)
    with pytest.raises(RuleViolation, match="W1-1 is being played at Patio"):
        clear_court_events(tournament, "Board 9", "Board 1")
    assert clear_court_events(tournament, "Board 9", "Board 8")


def test_after_a_restart_nothing_is_ended_that_the_desk_has_left_open(venue: Venue) -> None:
    """A game with bags whose court was closed for a while, and one that was reopened after a result by hand."""
    venue.call("Board 1")
    game_id = venue.hall.match_games.open_game(venue.tournament_id, 1, "W1-1").game_id
    tournament = venue.director.tournament(venue.tournament_id)
    closed = CourtSet("Board 1", is_open=False)
    venue.record(closed, *clear_court_events(tournament, "Board 1", None))
    venue.record(CourtSet("Board 1"))
    venue.hall.restart()
    assert venue.hall.game(game_id).status == "live"
    venue.director = venue.hall.scorekeeper.director
    venue.call("Board 1")
    venue.record(ResultRecorded(1, "W1-1", (1, 4), 1, scores=((15, 3),)))
    assert venue.hall.game(game_id).status == "finished"
    venue.hall.scorekeeper.reopen(game_id)
    venue.hall.restart()
    assert venue.hall.game(game_id).status == "live"


def test_a_result_by_hand_ends_the_game_and_an_undo_lets_it_go_on(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.patio.scorekeeper.record(game_id, GameStarted())
    venue.tell_hall()
    venue.record(ResultRecorded(1, "W1-1", (1, 4), 1, scores=((15, 3),)))
    venue.tell_patio()
    assert (venue.patio.game(game_id).status, venue.patio.game(game_id).winner) == ("finished", 1)
    venue.tell_hall()
    assert venue.decisions().contradiction is None
    venue.record(DecisionUndone())
    venue.tell_hall()
    assert venue.decisions().result is None, "the game was not played to its end"
    venue.patio.restart()
    venue.tell_patio()
    assert venue.patio.game(game_id).status == "live"
    venue.patio.play(game_id, winner=2)
    venue.tell_hall()
    assert venue.decisions().scores == ((0, 24),)


@pytest.mark.parametrize("winner", [1, 2])
def test_the_game_bears_out_or_contradicts_a_result_that_was_typed_in_meanwhile(venue: Venue, winner: int) -> None:
    venue.call()
    venue.tell_patio()
    game_id = venue.patio.only_game()
    venue.patio.play(game_id)
    venue.record(
        ResultRecorded(1, "W1-1", (1, 4), 1 if winner == 1 else 2, scores=((24, 0) if winner == 1 else (0, 24),))
    )
    venue.tell_hall()
    venue.tell_patio()
    result = venue.decisions().result
    assert result is not None
    if winner == 1:
        assert (result.game, result.receipt) == (game_id, venue.patio.scorekeeper.snapshot(game_id).result)
        assert venue.decisions().contradiction is None
        return
    assert venue.decisions().contradiction == ResultContradicted(1, "W1-1", game_id, 1, ((24, 0),))
    venue.record(ResultRecorded(1, "W1-1", (1, 4), 2, scores=((0, 24),), reason="Seen by the director."))
    venue.tell_hall()
    assert venue.decisions().contradiction is None, "the desk has seen it"


def test_a_match_that_was_uncalled_while_it_was_played_to_its_end_has_its_result(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    venue.patio.play(venue.patio.only_game())
    venue.record(MatchUncalled(1, "W1-1", "Redis was away"))
    venue.tell_hall()
    assert (venue.status(), venue.decisions().scores) == ("over", ((24, 0),))


def test_a_match_that_is_replayed_takes_no_result_of_the_game_before(venue: Venue) -> None:
    venue.call()
    venue.tell_patio()
    first = venue.patio.only_game()
    venue.patio.play(first)
    venue.record(ResultRecorded(1, "W1-1", (1, 4), 1, scores=((15, 3),)))
    venue.record(MatchProtested(1, "W1-1", "a foul"), MatchRuled(1, "W1-1", "replay", "seen by the director"))
    venue.tell_hall(first)
    assert venue.decisions().result is None
    venue.call()
    venue.tell_patio()
    second = next(iter(venue.patio.games().keys() - {first}))
    venue.patio.play(second, winner=2)
    venue.tell_hall(second)
    venue.tell_hall(first)
    result = venue.decisions().result
    assert result is not None
    assert (result.game, result.winner) == (second, 2)


def test_a_game_opens_when_its_court_is_free_again(venue: Venue) -> None:
    own = venue.patio.scorekeeper.create(
        GameCreated("Board 9", TeamEntry("Red", "#cc0000"), TeamEntry("Blue", "#0000cc"))
    )
    venue.call()
    venue.tell_patio()
    assert list(venue.patio.games()) == [own.game_id]
    venue.patio.scorekeeper.record(own.game_id, GameConceded(1))
    assert [game.fixture is not None for game in venue.patio.games().values()] == [False, True]


def test_a_best_of_three_gives_the_scores_of_all_its_games(tmp_path: Path) -> None:
    venue = Venue(tmp_path, Stage("double", play_to=15, best_of={"W": 3}))
    venue.call()
    venue.tell_patio()
    first = venue.patio.only_game()
    venue.patio.play(first)
    venue.tell_hall(first)
    assert venue.status() == "called"
    venue.record(PlayerSignedUp(9, "Sub"), EntryChanged(4, players=(7, 9), from_game=2))
    venue.tell_patio()
    second = venue.patio.scorekeeper.create_next_game(first).game_id
    assert [player.name for player in venue.patio.game(second).sides[1].players] == ["P7", "Sub"]
    venue.patio.play(second)
    rows = [venue.patio.log.events(game_id) for game_id in (first, second)]
    venue.hall.match_games.take_result(venue.patio.kiosk.log, rows, "")
    assert venue.decisions().scores == ((24, 0), (24, 0))
    venue.tell_patio()
    assert len(venue.patio.games()) == 2
    venue.hall.log.close()
    venue.patio.log.close()


def test_a_game_that_waits_is_the_one_that_starts_when_its_kiosk_runs_the_tournament(venue: Venue) -> None:
    """As after a take-over: the match was called by another kiosk, and its game is here."""
    venue.call("Board 1")
    tournament = venue.director.tournament(venue.tournament_id)
    event = replace(new_game_of(tournament, Fixture(venue.tournament_id, 1, "W1-1")), lobby=True)
    waiting = venue.hall.scorekeeper.create(event, f"tournament-{venue.tournament_id}-1-W1-1-0").game_id
    assert venue.status() == "called"
    for _ in range(2):
        change = venue.hall.match_games.open_game(venue.tournament_id, 1, "W1-1")
        assert (change.game_id, change.game.status) == (waiting, "live")
    assert venue.decisions().games == (waiting,)


def test_a_late_state_of_a_tournament_that_is_run_here_by_now_changes_nothing(venue: Venue) -> None:
    late = venue.director.tournament(venue.tournament_id)
    venue.call("Board 1")
    game_id = venue.hall.match_games.open_game(venue.tournament_id, 1, "W1-1").game_id
    venue.hall.match_games.follow_peer(venue.tournament_id, late)
    assert venue.hall.game(game_id).status == "live"
