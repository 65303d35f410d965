"""Disputed results as a lasting message: a captain said that a result is wrong, on any court.

It stays until the result is corrected or the captain agrees, so it is also seen from another court and after a restart.
"""

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import t


def disputes_message(games: list[Game]) -> str:
    """Return a sentence for each disputed result: who says that it is wrong. Empty if none is disputed."""
    return " ".join(_dispute_text(game) for game in games if game.is_disputed)


def _dispute_text(game: Game) -> str:
    answers = {game.side(team).name: game.answer(team) for team in TEAMS}
    team, answer = next(
        (team, candidate) for team, candidate in answers.items() if candidate is not None and not candidate.right
    )
    score = f"{game.score[0]}–{game.score[1]}"
    return t(
        "{court}: {player} of {team} says {score} is wrong.",
        court=game.court,
        player=game.captain_name(answer),
        team=team,
        score=score,
    )
