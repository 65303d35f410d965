"""Verification of exported games without their log (for a captain, a league, a newspaper), and of a log's own games.

Each game is replayed by its rules, and its hash chain is followed from the first event to the last. That cannot prove
everything: a person who rewrites a whole file makes a new chain, with another code (`REWRITE_WARNING`).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS, UNSCORED, MatchPlace
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import derive_place
from goat_kiosk.domain.history import replay
from goat_kiosk.domain.rounds.scoring import PointsPair
from goat_kiosk.errors import InvalidValue, KioskError
from goat_kiosk.exports.export_format import ExportedGame, check_game, replay_game
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row

REWRITE_WARNING = (
    "Whoever rewrites a whole file can make new codes for it: compare them with a receipt, a photograph of its code or "
    "a captain’s phone."
)


class Verification(NamedTuple):
    """The result for one game of a file."""

    is_intact: bool
    lines: list[str]
    game: Game | None = None
    """The game after its last event; None when its events cannot be replayed."""


def verify_export(games: Iterable[ExportedGame]) -> list[Verification]:
    """Return the verification of each game, with its standing in its match by the other games of the file."""
    results: list[Verification] = []
    played: dict[int, Game] = {}
    seen_ids: set[int] = set()
    for game in games:
        result = _refuse_duplicate(game) if game.game_id in seen_ids else verify_game(game)
        seen_ids.add(game.game_id)
        results.append(result)
        if result.game is not None:
            played[game.game_id] = result.game
    return [result._replace(lines=[*result.lines, *_match_lines(result.game, played)]) for result in results]


def _match_lines(game: Game | None, played: Mapping[int, Game]) -> list[str]:
    """Return the standing before a game in its match, and whether the earlier games of the file give another one."""
    if game is None or game.rules.games == 1:
        return []
    wins = _wins_before(game, played)
    line = f"  Game {game.match.number} of {game.rules.games}, games won before it {wins[0]}–{wins[1]}."
    if wins == game.match.wins:
        return [line]
    recorded = "–".join(map(str, game.match.wins))
    return [f"{line} It was recorded with {recorded}: an earlier game was corrected, and this one was not told."]


def _wins_before(game: Game, played: Mapping[int, Game]) -> PointsPair:
    """Return the games that each side has won before `game`: from those games, or from `game` if they are missing."""
    before = played.get(game.previous) if game.previous is not None else None
    if before is None or before.match.number != game.match.number - 1:
        return game.match.wins
    return derive_place(game, replace(before, match=MatchPlace(before.match.number, _wins_before(before, played)))).wins


def _refuse_duplicate(game: ExportedGame) -> Verification:
    """Return the verification of a game that is in the file twice: it is not known which one was played."""
    sentence = f"Game {game.game_id} is in the file twice."
    return Verification(is_intact=False, lines=[sentence])


def verify_game(game: ExportedGame) -> Verification:
    """Replay a game and check its hash chain."""
    try:
        rows = check_game(game)
    except InvalidValue as error:
        return Verification(is_intact=False, lines=[error.sentence])
    played = replay((row.event, row.at) for row in rows).game
    if not game.end:
        reason = "can be played through, but carries no chain: an older GOaT Kiosk wrote it, and nothing is proven."
        return Verification(is_intact=False, lines=[f"Game {game.game_id}, {_score(played)}: {reason}"], game=played)
    head = f"Game {game.game_id}, {_score(played)}: whole and untouched, {len(rows)} events."
    code = f"  Code {chain.short_code(_result_hash(rows))}. {_score_text(played)}"
    return Verification(is_intact=True, lines=[head, code], game=played)


def _result_hash(rows: list[Row]) -> str:
    """Return the hash of the last scored event."""
    return next(row.hash for row in reversed(rows) if not isinstance(row.event, UNSCORED))


def _score(game: Game) -> str:
    side1, side2 = game.sides
    return f"{game.court}, {side1.name} {game.score[0]}–{game.score[1]} {side2.name}"


def _score_text(game: Game) -> str:
    if game.status == "canceled":
        return "The game was canceled and counts nowhere."
    if game.status != "finished":
        return "The game is not over."
    answers = ((game.side(team).name, game.answer(team)) for team in TEAMS)
    lines = [
        f"{answer.name} of {team} says it is {'right' if answer.right else 'wrong'}"
        for team, answer in answers
        if answer is not None
    ]
    return f"{'; '.join(lines)}." if lines else "No captain has confirmed it."


def find_problems(log: EventLog, game_id: int) -> list[str]:
    """Return what is wrong with a game of the log, as sentences; an empty list when it is intact."""
    try:
        rows = log.events(game_id)
        replay_game(game_id, rows)
        chain.verify_chain(rows)
    except KioskError as error:
        return [error.sentence]
    return []
