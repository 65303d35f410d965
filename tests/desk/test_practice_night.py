"""A practice night: twelve invented teams, and nothing of it in history or statistics."""

from pathlib import Path

from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.practice_night import INVENTED_TEAMS, create_practice_night, practice_night
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded
from goat_kiosk.domain.names.roster import Roster
from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.store.history.history_index import FILE_NAME, HistoryIndex
from goat_kiosk.store.history.history_queries import HistoryQueries
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament.court_use import call_event
from goat_kiosk.tournament.drawing import draw
from tests.clocks import ManualClock
from tests.games import AT


def test_twelve_teams_are_here_and_wait_for_the_draw(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        director = Scorekeeper(log, "Kiosk", ManualClock(AT)).director
        night = create_practice_night(director, practice_night("Practice"), "a key")
        again = create_practice_night(director, practice_night("Practice"), "a key")
        assert again.tournament == night.tournament, "a repeated key creates nothing"
        assert night.tournament.is_practice
        assert [entry.name for entry in night.tournament.entries.values()] == [team.name for team in INVENTED_TEAMS]
        assert all(player.here for player in night.tournament.players.values())
        assert night.tournament.divisions[1].draw is None
        assert [header.is_practice for header in director.tournaments()] == [True]


def test_games_of_practice_are_in_no_history_or_statistics(tmp_path: Path) -> None:
    with EventLog(tmp_path / "events.db") as log:
        scorekeeper = Scorekeeper(log, "Kiosk", ManualClock(AT))
        director, match_games = scorekeeper.director, MatchGames(scorekeeper, scorekeeper.director)
        night = create_practice_night(director, practice_night("Practice")).tournament_id
        director.record(night, lambda tournament: [draw(tournament, tournament.divisions[1], lambda _: None)])
        director.record(night, lambda tournament: [call_event(tournament, (1, "W1-2"), "Board 1", AT)])
        game = match_games.open_game(night, 1, "W1-2")
        scorekeeper.record(game.game_id, GameConceded(1))
        assert scorekeeper.snapshot(game.game_id).game.status == "finished"
        assert director.tournament(night).divisions[1].decisions("W1-2").result is not None
        index = HistoryIndex(tmp_path / FILE_NAME, log.path)
        while index.catch_up(1):
            pass
        queries = HistoryQueries(index)
        assert queries.games(GameFilter()) == []
        assert queries.players(GameFilter()) == []
        assert queries.roster() == Roster((), ())
        index.close()
