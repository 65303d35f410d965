"""A game as plain texts, for streaming software that reads files: `score1.txt` holds the score and nothing else."""

from goat_kiosk.web.live.view import View
from goat_kiosk.web.pages import words


def texts(view: View) -> dict[str, str]:
    """Return the texts of a game by the name of the file, without its ending."""
    return {
        "court": view.court,
        "status": words.status_of(view),
        "round": str(view.round) if view.round else "",
        "team1": view.name(1),
        "team2": view.name(2),
        "score1": str(view.team1.score),
        "score2": str(view.team2.score),
        "players1": ", ".join(player.name for player in view.team1.players),
        "players2": ", ".join(player.name for player in view.team2.players),
        "headline": words.headline(view),
        "match": words.match(view),
    }
