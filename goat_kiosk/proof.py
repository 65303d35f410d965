"""Whether an exported file is what a kiosk recorded, told with no log at hand: for a captain, a league, a newspaper.

Each game is played through by its rules, and its chain of hashes followed from the first event to the last. What that
cannot tell is said too: whoever rewrites a whole file makes a whole new chain, with another code.
"""

from typing import NamedTuple

from goat_kiosk import transfer
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS, UNSCORED
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import replay
from goat_kiosk.errors import InvalidValue
from goat_kiosk.store.event_log import Row
from goat_kiosk.transfer import KeptGame

NOT_PROVEN = (
    "Whoever rewrites a whole file can make new codes for it: compare them with a receipt, a photograph of its code or "
    "a captain’s phone."
)


class Proof(NamedTuple):
    """What can be said of one game of a file."""

    whole: bool
    lines: list[str]


def of(game: KeptGame) -> Proof:
    """Return what the chain of a game says."""
    try:
        rows = transfer.checked(game)
    except InvalidValue as fault:
        return Proof(whole=False, lines=[fault.sentence])
    played = replay((row.event, row.at) for row in rows).game
    if not game.end:
        said = "can be played through, but carries no chain: an older GOaT Kiosk wrote it, and nothing is proven."
        return Proof(whole=False, lines=[f"Game {game.game_id}, {_score(played)}: {said}"])
    head = f"Game {game.game_id}, {_score(played)}: whole and untouched, {len(rows)} events."
    return Proof(whole=True, lines=[head, f"  Code {chain.short(_result(rows))}. {_said(played)}"])


def _result(rows: list[Row]) -> str:
    """Return the hash of the last scored event."""
    return next(row.hash for row in reversed(rows) if not isinstance(row.event, UNSCORED))


def _score(game: Game) -> str:
    one, two = game.sides
    return f"{game.court}, {one.name} {game.score[0]}–{game.score[1]} {two.name}"


def _said(game: Game) -> str:
    if game.status == "canceled":
        return "The game was canceled and counts nowhere."
    if game.status != "finished":
        return "The game is not over."
    answers = ((game.side(team).name, game.answer(team)) for team in TEAMS)
    said = [f"{a.name} of {team} says it is {'right' if a.right else 'wrong'}" for team, a in answers if a is not None]
    return f"{'; '.join(said)}." if said else "No captain has confirmed it."
