"""Demo games that play themselves, for newcomers to watch: real ACL scoresheets, bag by bag, on four courts.

The scores are real, the names invented: the sheets hold letters only.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import msgspec

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.practice_night import INVENTED_TEAMS
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameCreated, GameStarted
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.rounds.scoresheet import Scoresheet, throws
from goat_kiosk.errors import KioskError, log_bugs
from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.store.log.write_queue import WritePending

COURTS = "Court 1", "Court 2", "Court 3", "Court 4"
PAUSE_BETWEEN_GAMES = 12
"""How long a result is shown before the next game, in bags: multiples of the time between two."""

_log = logging.getLogger(__name__)

_COLORS = "#ff8a1f", "#4db2ff"
_TEAMS = [
    NewTeam(team.name, list(team.players), _COLORS[number % 2]) for number, team in enumerate(INVENTED_TEAMS[:10])
]


def team_pairs() -> Iterator[tuple[NewTeam, NewTeam]]:
    """Yield pairs of teams, without end."""
    return itertools.cycle(zip(_TEAMS[::2], _TEAMS[1::2], strict=True))


def scoresheets() -> list[Scoresheet]:
    """Return the finished games that ship with the program."""
    files = sorted((RESOURCES / "scoresheets").glob("*.json"))
    sheets = [msgspec.json.decode(file.read_bytes(), type=Scoresheet) for file in files]
    return [sheet for sheet in sheets if sheet.status == "finished"]


async def play_forever(scorekeeper: Scorekeeper, pace: float) -> None:
    """Play games on every court, `pace` seconds a bag, until cancelled."""
    sheets, teams = itertools.cycle(scoresheets()), team_pairs()
    courts = ((court, zip(sheets, teams, strict=False)) for court in COURTS)
    await asyncio.gather(*(_court(scorekeeper, court, games, pace) for court, games in courts))


async def _court(
    scorekeeper: Scorekeeper, court: str, games: Iterable[tuple[Scoresheet, tuple[NewTeam, NewTeam]]], pace: float
) -> None:
    for sheet, (team1, team2) in games:
        with log_bugs(_log, "a game of the demo"):
            await _game(scorekeeper, NewGame(court, "acl", team1, team2).to_event(), sheet, pace)
        await asyncio.sleep(pace * PAUSE_BETWEEN_GAMES)


async def _game(scorekeeper: Scorekeeper, game: GameCreated, sheet: Scoresheet, pace: float) -> None:
    try:
        change = await _saved(partial(scorekeeper.create, game, busy_policy="set-aside"))
        await asyncio.sleep(pace * 2)
        change = await _saved(partial(scorekeeper.record, change.game_id, GameStarted()))
        await _rounds(scorekeeper, change, sheet, pace)
    except KioskError as error:
        # Somebody scores this game with the window or a phone now; or the disk is full.
        _log.info("Left a game of the demo: %s", error.sentence)


async def _rounds(scorekeeper: Scorekeeper, change: Change, sheet: Scoresheet, pace: float) -> None:
    for index, sides in enumerate(sheet.rounds):
        for throw in throws(sides, change.game.first_throw, index):
            await asyncio.sleep(pace)
            change = await _saved(partial(scorekeeper.record, change.game_id, throw))


async def _saved(command: Callable[[], Change]) -> Change:
    try:
        return command()
    except WritePending as slow:
        change: Change = await asyncio.wrap_future(slow.outcome)
        return change
