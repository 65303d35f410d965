"""Courts in use: which unfinished games occupy a court, and how a court is cleared for another game."""

from collections.abc import Container
from itertools import chain, count

from goat_kiosk.desk.changes import PendingEvent
from goat_kiosk.desk.event_writer import EventWriter
from goat_kiosk.desk.loaded_games import LoadedGames
from goat_kiosk.desk.owners import Owners
from goat_kiosk.domain.events import GameCanceled, GameSetAside
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import CourtBusy, Message

_MAX_ORIGIN_LENGTH = 14
"""Letters of a kiosk's name after a court's name: enough to tell kiosks apart, and the court's name still fits."""


class CourtOccupancy:
    """The courts of this kiosk's unfinished games."""

    def __init__(self, games: LoadedGames, owners: Owners, writer: EventWriter) -> None:
        self._games = games
        self._owners = owners
        self._writer = writer

    def games_on(self, court: str) -> list[int]:
        """Return the unfinished games on a court, oldest first; a game that is set aside is on none."""
        games = (
            (game_id, self._games.history(game_id).game)
            for game_id in self._games.ids()
            if self._owners.is_owner(game_id)
        )
        key = court_key(court)
        return [
            game_id
            for game_id, game in games
            if not game.is_over and not game.is_set_aside and court_key(game.court) == key
        ]

    def has_own_game(self, court: str) -> bool:
        """Whether a court has an unfinished game that belongs to no match of a tournament."""
        return any(self._games.history(game_id).game.fixture is None for game_id in self.games_on(court))

    def prepare_clearing(
        self, court: str, busy_policy: BusyCourtPolicy, except_games: Container[int | None] = ()
    ) -> list[PendingEvent]:
        """Return the events that clear a court of games but `except_games`, by `busy_policy`. Raises `CourtBusy`."""
        busy = [game_id for game_id in self.games_on(court) if game_id not in except_games]
        if busy and busy_policy == "refuse":
            game = self._games.history(busy[-1]).game
            side1, side2 = game.sides
            raise CourtBusy(
                "{court} has a game that is not over: {game}. Set it aside, cancel it, or choose another court.",
                court=game.court,
                game=Message(
                    "{team} {score} {other}",
                    team=side1.name,
                    score=f"{game.score[0]}–{game.score[1]}",
                    other=side2.name,
                ),
            )
        event = GameCanceled() if busy_policy == "cancel" else GameSetAside()
        return [self._writer.prepare(game_id, self._games.history(game_id), event) for game_id in busy]

    def free_name(self, court: str, kiosk: str) -> str:
        """Return `court`; if it is in use, with the kiosk's name and a number appended until the name is free."""
        origin = f" · {clean_text(kiosk, _MAX_ORIGIN_LENGTH)}" if kiosk else ""
        suffixes = chain(["", origin], (f"{origin} {number}" for number in count(2)))
        names = (clean_text(court, MAX_NAME_LENGTH - len(suffix)) + suffix for suffix in suffixes)
        return next(name for name in names if not self.games_on(name))
