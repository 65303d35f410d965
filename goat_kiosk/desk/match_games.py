"""Games of a tournament's matches: a called match opens its game, and the game's end is the match's result.

A game names its match (`fixture`), and each of its changes is compared with what the match knows: so a match learns
that its game has begun and how it ended, also at the next start if the program ended in between, and also from games
that another kiosk scores. What becomes of a game when its match is decided otherwise is up to the `GameFollower`.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.desk.fixture_games import FixtureGames, attempt_of, ended_call
from goat_kiosk.desk.fixtures import first_game_of
from goat_kiosk.desk.game_follower import GameFollower, try_write
from goat_kiosk.desk.loaded_games import replay_rows
from goat_kiosk.desk.match_results import PlayedGame, match_events
from goat_kiosk.desk.ownership import check_chain
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, OwnedElsewhere
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.tournament.court_kiosks import is_scored_by
from goat_kiosk.tournament.court_use import has_game, scoring_on
from goat_kiosk.tournament.match_events import MatchCalled, MatchStarted
from goat_kiosk.tournament.pool_courts import follows_in_pool
from goat_kiosk.tournament.round_clock import matches_to_start
from goat_kiosk.tournament.tournament import MatchKey, Tournament


class MatchGames:
    """Joins the games of one desk, and those of the other kiosks, with the matches of tournaments."""

    def __init__(self, scorekeeper: Scorekeeper, director: Director) -> None:
        self._scorekeeper, self._director = scorekeeper, director
        self._games = FixtureGames(scorekeeper)
        self._follower = GameFollower(scorekeeper, self._games)
        self._own: set[int] = set()
        """The tournaments of this kiosk whose games have been compared."""
        scorekeeper.find_tournament = lambda number: self._find(number) or self._follower.find(number)
        scorekeeper.subscribe(self._on_change)
        director.subscribe(self._on_tournament_change)

    def open_game(
        self, tournament_id: int, division: int, match: str, busy_policy: BusyCourtPolicy = "refuse"
    ) -> Change:
        """Open the game of a called match on its court, which starts the match. Twice is once.

        Raises `OwnedElsewhere` if another kiosk scores the court, `RuleViolation` if the match is not called, and as
        `Scorekeeper.create`.
        """
        tournament, key = self._director.tournament(tournament_id), (division, match)
        for game_id in self._games.unfinished(tournament_id, key):  # also one that has moved since
            start = partial(self._leave_lobby, self._scorekeeper.snapshot(game_id))
            return then(start, lambda change: self._begin(change, key))
        self._check_court(tournament, key)
        event = first_game_of(tournament, tournament_id, key)
        decisions = tournament.divisions[division].decisions(match)
        idempotency_key, _ = self._games.next_attempt(tournament_id, key, decisions)
        create = partial(self._scorekeeper.create, event, idempotency_key, busy_policy)
        return then(create, lambda change: self._begin(change, key))

    def open_called(self, tournament_id: int, division: int) -> None:
        """Open the games of all called matches of a division, which starts them; a court that is taken is left out."""
        tournament = self._director.tournament(tournament_id)
        for match in matches_to_start(tournament, tournament.divisions[division]):
            if has_game(tournament, (division, match.id)):
                with suppress(KioskError):
                    self.open_game(tournament_id, division, match.id)

    def _begin(self, change: Change, key: MatchKey) -> Change:
        """Start the match of a game that waits in its lobby: somebody has asked for it."""
        fixture = change.game.fixture
        if fixture is not None:
            decisions = self._director.tournament(fixture.tournament_id).divisions[key[0]].decisions(key[1])
            if change.game_id not in decisions.games and decisions.sides is not None:
                started = MatchStarted(*key, change.game_id)
                try_write(change.game_id, partial(self._director.record, fixture.tournament_id, lambda _: [started]))
        return change

    def _check_court(self, tournament: Tournament, key: MatchKey) -> None:
        court = tournament.divisions[key[0]].decisions(key[1]).court
        if court is not None and not self.is_scored_here(tournament, court):
            kiosk = tournament.courts[court].kiosk
            raise OwnedElsewhere(
                "{court} is scored at kiosk {kiosk}: the game opens there by itself.",
                court=court,
                kiosk=kiosk.name if kiosk is not None else "",
            )

    def is_scored_here(self, tournament: Tournament, court: str) -> bool:
        """Whether this kiosk scores a court of one of its own tournaments."""
        logs = {kiosk.log for kiosk in self._scorekeeper.own_kiosks()}
        return is_scored_by(tournament, court, logs, is_owner=True)

    def has_game(self, game_id: int) -> bool:
        """Whether this kiosk knows a game, rather than another one. Raises `Unavailable`."""
        try:
            self._scorekeeper.history(game_id)
        except NotFound:
            return False
        return True

    def catch_up(self) -> None:
        """Tell the matches what became of their games while nobody could, and the games what was decided."""
        for change in self._director.open_tournaments():
            self._follower.follow(change.tournament_id, change.tournament, is_owner=True)
            self._compare_all(change.tournament_id)

    def _compare_all(self, tournament_id: int) -> None:
        self._own.add(tournament_id)
        for game_id, game in list(self._games.of_tournament(tournament_id)):
            self._compare(game_id, game)

    def _on_tournament_change(self, change: TournamentChange) -> None:
        self._follower.follow(change.tournament_id, change.tournament, is_owner=True)
        if change.tournament_id not in self._own:  # it was another kiosk's until now
            self._compare_all(change.tournament_id)
        for row in change.rows:
            if isinstance(row.event, MatchCalled):
                self._open_next_in_pool(change, row.event)

    def _open_next_in_pool(self, change: TournamentChange, event: MatchCalled) -> None:
        """Open the game of a match that follows another one on a court of its pool."""
        tournament, division = change.tournament, change.tournament.divisions[event.division]
        is_scored = scoring_on(tournament, event.court) != "result" and self.is_scored_here(tournament, event.court)
        if event.from_desk or not is_scored:
            return
        if division.decisions(event.match).sides is not None and follows_in_pool(tournament, division, event.match):
            open_game = partial(self.open_game, change.tournament_id, event.division, event.match)
            try_write(event.match, open_game)

    def _on_change(self, change: Change) -> None:
        if change.row is not None:
            self._compare(change.game_id, change.game)

    def _compare(self, game_id: int, game: Game) -> None:
        """Record what the match of a game does not know yet, if its tournament is this kiosk's."""
        if game.fixture is not None and (tournament := self._find(game.fixture.tournament_id)) is not None:
            division = tournament.divisions.get(game.fixture.division)
            known = division.decisions(game.fixture.match) if division is not None else None
            is_under_way = known is not None and game_id in known.games and known.result is None and not game.is_over
            if not is_under_way:
                self._record(self._games.played(game_id, game))

    def _find(self, tournament_id: int) -> Tournament | None:
        """Return a tournament of this kiosk; None if it is another one's."""
        with suppress(NotFound):
            if self._director.owners.is_owner(tournament_id):
                return self._director.tournament(tournament_id)
        return None

    def _record(self, played: PlayedGame) -> None:
        fixture = played.game.fixture
        tournament = self._find(fixture.tournament_id) if fixture is not None else None
        if fixture is None or tournament is None or not list(match_events(tournament, played)):
            return
        record = partial(
            self._director.record, fixture.tournament_id, lambda current: list(match_events(current, played))
        )
        try_write(played.game_id, record)

    # ------------------------------------------------------------------------------------------- other kiosks

    def follow_peer(self, tournament_id: int, tournament: Tournament) -> None:
        """Do with the games of this kiosk what another kiosk has decided about the matches of its tournament."""
        if self._find(tournament_id) is not None:
            return  # it was taken over here while this was on its way
        self._own.discard(tournament_id)
        self._follower.follow(tournament_id, tournament, is_owner=False)

    def start_called(self, tournament_id: int, division: int, match: str) -> Change | None:
        """Start the game of a match that another kiosk has called to a court of this one; None for other courts.

        Raises `MatchNotReady` if it is not called, and as `Scorekeeper.create`.
        """
        tournament, key = self._follower.find(tournament_id), (division, match)
        decisions = tournament.divisions[division].decisions(match) if tournament is not None else None
        if tournament is None or decisions is None or decisions.court is None:
            return None
        logs = {kiosk.log for kiosk in self._scorekeeper.own_kiosks()}
        if not is_scored_by(tournament, decisions.court, logs, is_owner=False):
            return None
        for game_id in self._games.unfinished(tournament_id, key):
            return self._leave_lobby(self._scorekeeper.snapshot(game_id))
        return then(partial(self._follower.open_game, tournament_id, key, tournament), self._leave_lobby)

    def _leave_lobby(self, change: Change) -> Change:
        """Start a game that waits in its lobby; a clock must not run before the first bag."""
        if change.game.status != "lobby" or change.game.rules.limit_minutes is not None:
            return change
        return self._scorekeeper.record(change.game_id, GameStarted())

    def take_result(self, log: str, games: Sequence[Sequence[Row]], receipt: str) -> None:
        """Record what the match of another kiosk's game does not know yet.

        `log` is the kiosk's, `games` are all events of the match's games up to this one, and `receipt` is the hash that
        the kiosk has published. Raises `InvalidValue` when the events are not what was recorded, and `Unavailable`.
        """
        histories = [replay_rows(rows[0].game_id, list(rows)) for rows in games]
        for rows in games:
            check_chain(list(rows))
        history, newest = histories[-1], games[-1]
        is_finished = history.game.status == "finished"
        confirmed = [confirmation.hash for confirmation in history.game.confirmations]
        result = [newest[history.scored_seq - 1].hash, *confirmed][-1] if is_finished else ""
        if receipt and is_finished and receipt != result:
            raise InvalidValue("The receipt of game {game_id} is not the one of its bags.", game_id=newest[0].game_id)
        self._record(
            PlayedGame(
                newest[0].game_id,
                history.game,
                tuple(one.game.score for one in histories),
                result,
                log,
                attempt_of(games[0][0]),
                ended_call(history, newest) is not None,
            )
        )
