"""Sample games and events for tests, made by the real domain."""

from collections.abc import Iterable

from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, GameCreated, Result, RoundEntered, Team, TeamEntry
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import ACL, Rules

AT = 1_790_000_000_000
"""The time of the sample events: milliseconds since 1970 (in 2026)."""
ORANGE, BLUE = TeamEntry("Orange", "#ff8a1f", ("Ann", "Bob")), TeamEntry("Blue", "#4db2ff", ("Cat", "Dan"))


def game_created(rules: Rules = ACL, first_throw: Team = 1, court: str = "Court 1") -> GameCreated:
    return GameCreated(court, ORANGE, BLUE, rules, first_throw)


def new_game(rules: Rules = ACL, first_throw: Team = 1) -> History:
    return open_history(game_created(rules, first_throw), AT)


def play(history: History, *events: AnyEvent, at: int = AT) -> History:
    """Return the history after these events."""
    for event in events:
        history = history.after(event, at)
    return history


def rounds_entered(*rounds: tuple[tuple[int, int], tuple[int, int]]) -> list[AnyEvent]:
    """Return one event a round from the counts of both teams: ((in, on), (in, on))."""
    return [RoundEntered(Count(*team1), Count(*team2)) for team1, team2 in rounds]


def bag_throws(results: Iterable[Result], first_throw: Team = 1) -> list[AnyEvent]:
    """Return alternating throws with these results."""
    turns: list[Team] = [first_throw, 2 if first_throw == 1 else 1] * 4
    return [BagThrown(team, result) for team, result in zip(turns, results, strict=False)]
