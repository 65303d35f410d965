"""Texts that only walls show: the target, the points of the round in progress, who is in the lobby.

resources/static/wall-words.js makes the same sentences when the game changes; a test compares the two.
"""

from goat_kiosk.domain.events import Team, opponent
from goat_kiosk.domain.rounds.bags import BOARD_POINTS, HOLE_POINTS
from goat_kiosk.domain.state.courts import is_on_court
from goat_kiosk.domain.state.state import RoundState
from goat_kiosk.text.i18n import t
from goat_kiosk.web.live.view import View, shown_name
from goat_kiosk.web.pages.render import words

HISTORY_ROUNDS = 5
"""As many as fit below the scores of one court."""


def target(view: View) -> str:
    """Return how far the game goes; empty when its kiosk publishes no rules, and once it is over."""
    if view.is_sparse or view.status == "finished":
        return ""
    if view.rules.limit_rounds:
        rounds = view.rules.limit_rounds
        return t("1 round") if rounds == 1 else t("{rounds} rounds", rounds=rounds)
    if view.rules.limit_minutes and view.time_left_ms is None and not view.last_round:
        minutes = view.rules.limit_minutes
        return t("1 minute") if minutes == 1 else t("{minutes} minutes", minutes=minutes)
    return t("to {points}", points=view.rules.target)


def round_points(view: View, team: Team) -> str:
    """Return what the round in progress is worth for a team so far, with its sign; empty for nothing."""
    points = _points(view, team) if view.bags else 0
    return f"+{points}" if points > 0 else ""


def _points(view: View, team: Team) -> int:
    holes, boards = (_count(view, team, result) - _count(view, opponent(team), result) for result in ("hole", "board"))
    match view.rules.mode:
        case "cumulative":
            return HOLE_POINTS * _count(view, team, "hole") + BOARD_POINTS * _count(view, team, "board")
        case "like-for-like":
            return HOLE_POINTS * max(holes, 0) + BOARD_POINTS * max(boards, 0)
        case "frames":
            return int(HOLE_POINTS * holes + BOARD_POINTS * boards > 0)
        case "cancellation":
            return HOLE_POINTS * holes + BOARD_POINTS * boards


def _count(view: View, team: Team, result: str) -> int:
    return sum(bag.team == team and bag.result == result for bag in view.bags)


def is_joinable(view: View) -> bool:
    """Whether a player who scans the game's code finds an open spot."""
    sides = (view.team1, view.team2)
    has_room = any(len(side.players) < view.team_size for side in sides)
    return view.status == "lobby" and not view.is_next_in_match and not view.is_sparse and has_room


def roster(view: View, team: Team) -> str:
    """Return who is in a lobby, a line each, and its open spots; empty once the game is played."""
    if view.status != "lobby" or view.is_sparse:
        return ""
    players = [shown_name(player) for player in view.side(team).players]
    return "\n".join([*players, *[t("Open spot")] * (view.team_size - len(players))])


def headline(view: View) -> str:
    """Return who throws next, who has won, how to join, or why the game is on no court any more."""
    if is_joinable(view):
        return t("Scan to join")
    return words.headline(view) or ("" if is_on_court(view) else words.status(view))


def history(view: View) -> list[RoundState]:
    """Return the last rounds, the oldest first."""
    return view.rounds[-HISTORY_ROUNDS:]
