"""A game in words, for spectators: who throws, how it ended, by which rules it is played.

resources/static/words.js says the same sentences when the score moves on; a test draws a page without and with its
script and compares the two.
"""

from goat_kiosk.domain.rules import Rules
from goat_kiosk.domain.scoring import TOUCH_FRAME_POINTS
from goat_kiosk.web.view import Round, View

STATUS = {"lobby": "Waiting for players", "live": "In play", "finished": "Final score"}


def spoken(view: View) -> str:
    """Return the sentence that is read out: the score and the round."""
    score = f"{view.name(1)} {view.team1.score}, {view.name(2)} {view.team2.score}"
    return f"{score}. {headline(view)}." if view.winner else f"{score}, round {view.round}"


def headline(view: View) -> str:
    """Return who throws next, or who has won."""
    if view.winner:
        return f"{view.name(view.winner)} wins"
    if view.next is None:
        return "A coin decides who throws first" if view.status == "live" else ""
    names = {player.id: player.name for player in view.side(view.next.team).players}
    thrower = names.get(view.next.player, view.name(view.next.team))
    return f"{thrower} throws {'next' if view.bags else 'first'}"


def ending(view: View) -> str:
    """Return by which rule the game ended; empty while it goes on."""
    loser = view.name(1 if view.winner == 2 else 2)
    rules = view.rules
    limit = f"{rules.get('limit_minutes')} minutes" if rules.get("limit_minutes") else f"round {view.round}"
    endings = {
        "target": f"{rules.get('target')} points reached",
        "skunk": "A skunk: the other side has nothing",
        "limit": f"Ahead after {limit}",
        "conceded": f"{loser} gave up",
    }
    return endings.get(view.ended_by or "", "")


def match(view: View) -> str:
    """Return the place in the match and the games won; empty for a single game."""
    if view.match is None:
        return ""
    one, two = view.match.wins
    return f"Game {view.match.number} of {view.match.games}, games won {one}–{two}"


def correction(view: View) -> str:
    """Return what the last correction changed; empty when there was none."""
    if view.correction is None:
        return ""
    (was1, was2), (now1, now2) = view.correction.before, view.correction.after
    reason = f" {view.correction.reason}" if view.correction.reason else ""
    return f"Round {view.correction.round} was corrected: {was1}–{was2} became {now1}–{now2}.{reason}"


def gain(played: Round, team: int) -> str:
    """Return what a round brought the side: its points, or that it went bust."""
    if played.busted == team:
        return "bust"
    points = played.points[team - 1]
    return f"+{points}" if points else ""


def bags(results: list[str]) -> str:
    """Return where a side's bags lie, for those who cannot see the drawing."""
    places = {"hole": "in the hole", "board": "on the board", "off": "off", "foul": "foul"}
    told = [f"{results.count(result)} {place}" for result, place in places.items() if result in results]
    return ", ".join(told) or "no bag yet"


def differential(dpr: float) -> str:
    """Return a DPR with its sign: a true minus is as wide as a plus."""
    return f"{dpr:+.2f}".replace("-", "−")


def rules(played: Rules, names: tuple[str, str]) -> list[str]:
    """Return the rules in force as sentences, the one that wins the game first."""
    told = [
        _target(played),
        _over(played),
        (f"{played.skunk} to nothing wins too." if played.skunk else ""),
        (f"After {played.limit_rounds} rounds the leader wins." if played.limit_rounds else ""),
        (
            f"The round in play after {played.limit_minutes} minutes is the last; then the leader wins."
            if played.limit_minutes
            else ""
        ),
        f"In the hole 3, on the board 1. {_MODES[played.mode]}",
        _WASHES[played.wash],
        _TOUCHES[played.touch],
        ("The players change lanes after each round." if played.lanes == "swap" else ""),
        _games(played),
        *(f"{name} starts with {ahead}." for name, ahead in zip(names, played.handicap, strict=True) if ahead),
    ]
    return [sentence for sentence in told if sentence]


def _target(played: Rules) -> str:
    if played.exact:
        return f"Exactly {played.target} wins."
    lead = f", leading by {played.win_by} or more" if played.win_by > 1 else ""
    cap = f" {played.cap} wins whatever the lead." if played.cap else ""
    return f"First to {played.target}{lead} wins, at the end of a round.{cap}"


def _over(played: Rules) -> str:
    if not played.exact:
        return ""
    after = "does not count" if played.bust_to is None else f"drops the side back to {played.bust_to}"
    then = ", and that side throws first next" if played.bust_throws_first else ""
    return f"A round that goes over {after}{then}."


def _games(played: Rules) -> str:
    if played.games == 1:
        return ""
    return f"{played.games} games, and every one counts." if played.every_game_counts else f"Best of {played.games}."


_MODES = {
    "cancellation": "Bags cancel: only the side with more scores, and only the difference.",
    "cumulative": "Nothing cancels: each side scores all its bags.",
    "like-for-like": "Holes cancel holes, boards cancel boards.",
    "frames": "The side with more gets one point for the round.",
}
_WASHES = {
    "retain": "After a tied round the same side throws first again.",
    "swap": "After a tied round the other side throws first.",
    "toss": "After a tied round a coin decides who throws first.",
}
_TOUCHES = {
    "award": "",
    "three": "Touching live bags gives the other side 3 a bag.",
    "twelve": f"Touching live bags ends the round with {TOUCH_FRAME_POINTS} for the other side.",
}
