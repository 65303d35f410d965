"""Games for tests, made by the real domain."""

from collections.abc import Iterable

from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, GameCreated, Result, RoundEntered, Team, TeamEntry
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import ACL, Rules

AT = 1_790_000_000_000
ORANGE, BLUE = TeamEntry("Orange", "#ff8a1f", ("Ann", "Bob")), TeamEntry("Blue", "#4db2ff", ("Cat", "Dan"))


def created(rules: Rules = ACL, first_throw: Team = 1, court: str = "Court 1") -> GameCreated:
    return GameCreated(court, ORANGE, BLUE, rules, first_throw)


def new_game(rules: Rules = ACL, first_throw: Team = 1) -> History:
    return open_history(created(rules, first_throw), AT)


def after(history: History, *events: AnyEvent, at: int = AT) -> History:
    for event in events:
        history = history.after(event, at)
    return history


def entered(*rounds: tuple[tuple[int, int], tuple[int, int]]) -> list[AnyEvent]:
    """Return rounds by their counts: ((in, on), (in, on)) each."""
    return [RoundEntered(Count(*one), Count(*two)) for one, two in rounds]


def bags(results: Iterable[Result], opener: Team = 1) -> list[AnyEvent]:
    """Return throws in turn."""
    turns: list[Team] = [opener, 2 if opener == 1 else 1] * 4
    return [BagThrown(team, result) for team, result in zip(turns, results, strict=False)]
