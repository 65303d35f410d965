"""Speech of the window: what a screen reader says in place of what others see."""

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, opponent
from goat_kiosk.domain.games.game import Game, Status
from goat_kiosk.domain.rounds.bags import tally
from goat_kiosk.gui.text.describe import describe_ending, thrower_name
from goat_kiosk.gui.text.language import local_name, t


def game_status(game: Game) -> str:
    """Return the score, who throws, and how many bags are left, or how the game ended, as sentences."""
    score = t(
        "{team1} {score1}, {team2} {score2}.",
        **{f"team{team}": game.side(team).name for team in TEAMS},
        **{f"score{team}": game.score[team - 1] for team in TEAMS},
    )
    if game.winner is not None:
        return f"{score} {t('{team} won', team=game.side(game.winner).name)}, {describe_ending(game)}."
    waiting: dict[Status, str] = {"lobby": t("The game has not started."), "canceled": describe_ending(game)}
    if game.status in waiting:
        return f"{score} {waiting[game.status]}"
    return f"{score} {next_thrower(game)} {_bags_left(game)}"


def next_thrower(game: Game) -> str:
    """Return who throws next, or that a coin is tossed, as a sentence; empty after the end."""
    if game.next_team is not None:
        return f"{t('{player} throws next', player=thrower_name(game, game.next_team))}."
    return "" if game.is_over else t("Toss a coin: who wins it throws the next bag.")


def _bags_left(game: Game) -> str:
    first = game.next_team or 1
    counts = (
        f"{local_name(game.side(team).name)} {BAGS_PER_SIDE - tally(game.bags, team).thrown}"
        for team in (first, opponent(first))
    )
    return t("Round {number}, bags left: {counts}.", number=game.round_number, counts=", ".join(counts))
