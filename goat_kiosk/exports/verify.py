"""Verification of an exported file without its log: for a captain, a league, a newspaper.

Each game is replayed by its rules, and its hash chain followed from the first event to the last. The result also says
what that cannot prove: who rewrites a whole file makes a whole new chain, with another code.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS, UNSCORED, MatchPlace
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import placed
from goat_kiosk.domain.history import replay
from goat_kiosk.domain.rounds.scoring import Pair
from goat_kiosk.errors import InvalidValue
from goat_kiosk.exports import archive_format
from goat_kiosk.exports.archive_format import ExportedGame
from goat_kiosk.store.rows import Row

NOT_PROVEN = (
    "Whoever rewrites a whole file can make new codes for it: compare them with a receipt, a photograph of its code or "
    "a captain’s phone."
)


class Proof(NamedTuple):
    """What can be said of one game of a file."""

    is_whole: bool
    lines: list[str]
    game: Game | None = None
    """The game, played through; None when it cannot be."""


def verify_all(games: Iterable[ExportedGame]) -> list[Proof]:
    """Return what the chain of each game says, and how its match stands by the other games of the file."""
    seen: set[int] = set()
    proofs = []
    for game in games:
        proofs.append((game.game_id, _twice(game) if game.game_id in seen else verify(game)))
        seen.add(game.game_id)
    played = {game_id: proof.game for game_id, proof in proofs if proof.game is not None}
    return [proof._replace(lines=[*proof.lines, *_match(proof.game, played)]) for _, proof in proofs]


def _match(game: Game | None, played: Mapping[int, Game]) -> list[str]:
    """Return where a game stands in its match, and whether the games before it say otherwise."""
    if game is None or game.rules.games == 1:
        return []
    wins = _wins_before(game, played)
    line = f"  Game {game.match.number} of {game.rules.games}, games won before it {wins[0]}–{wins[1]}."
    if wins == game.match.wins:
        return [line]
    own = "–".join(map(str, game.match.wins))
    return [f"{line} It was recorded with {own}: an earlier game was corrected, and this one was not told."]


def _wins_before(game: Game, played: Mapping[int, Game]) -> Pair:
    """Return the games that each side has won before `game`, by those games as far as they are in the file."""
    before = played.get(game.previous) if game.previous is not None else None
    if before is None or before.match.number != game.match.number - 1:
        return game.match.wins
    return placed(game, replace(before, match=MatchPlace(before.match.number, _wins_before(before, played)))).wins


def _twice(game: ExportedGame) -> Proof:
    """Return the proof of a game that is in the file twice: nobody can tell which one was played."""
    sentence = f"Game {game.game_id} is in the file twice."
    return Proof(is_whole=False, lines=[sentence])


def verify(game: ExportedGame) -> Proof:
    """Return what the chain of a game says."""
    try:
        rows = archive_format.check_game(game)
    except InvalidValue as fault:
        return Proof(is_whole=False, lines=[fault.sentence])
    played = replay((row.event, row.at) for row in rows).game
    if not game.end:
        said = "can be played through, but carries no chain: an older GOaT Kiosk wrote it, and nothing is proven."
        return Proof(is_whole=False, lines=[f"Game {game.game_id}, {_score(played)}: {said}"], game=played)
    head = f"Game {game.game_id}, {_score(played)}: whole and untouched, {len(rows)} events."
    return Proof(
        is_whole=True, lines=[head, f"  Code {chain.short_code(_result(rows))}. {_score_text(played)}"], game=played
    )


def _result(rows: list[Row]) -> str:
    """Return the hash of the last scored event."""
    return next(row.hash for row in reversed(rows) if not isinstance(row.event, UNSCORED))


def _score(game: Game) -> str:
    one, two = game.sides
    return f"{game.court}, {one.name} {game.score[0]}–{game.score[1]} {two.name}"


def _score_text(game: Game) -> str:
    if game.status == "canceled":
        return "The game was canceled and counts nowhere."
    if game.status != "finished":
        return "The game is not over."
    answers = ((game.side(team).name, game.answer(team)) for team in TEAMS)
    said = [f"{a.name} of {team} says it is {'right' if a.right else 'wrong'}" for team, a in answers if a is not None]
    return f"{'; '.join(said)}." if said else "No captain has confirmed it."
