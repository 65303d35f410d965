"""Tasks of a tournament's desk: what only the director can decide, the most urgent first.

A pure function of the state, so two desks show the same. What needs no decision is no task: a match that is called
counts as on its court, and a game on a court gives its result by itself.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.tournament import MatchKey, Tournament

TaskKind = Literal["director", "disputed", "protested", "contradicted", "out-of-line", "reported"]
_KINDS: tuple[TaskKind, ...] = ("director", "disputed", "protested", "contradicted", "out-of-line", "reported")
"""The most urgent first."""


class DeskTask(NamedTuple):
    """A match, or a player, that waits for the director.

    ``director``: a player asks for them; ``disputed``: two different reports; ``contradicted``: the game says something
    else by now; ``protested`` and ``out-of-line``: a ruling; ``reported``: a report that nobody has confirmed yet.
    """

    kind: TaskKind
    key: MatchKey | None
    player: int | None = None


def desk_tasks(tournament: Tournament) -> list[DeskTask]:
    """Return what waits for the director, the most urgent first, of one kind the longest waiting first."""
    tasks = [(since, task) for since, task in _tasks(tournament)]
    return [task for _, task in sorted(tasks, key=lambda found: (_KINDS.index(found[1].kind), found[0]))]


def _tasks(tournament: Tournament) -> Iterator[tuple[int, DeskTask]]:
    """Yield each task with the time since when it waits."""
    for player, since in tournament.requests.items():
        yield since, DeskTask("director", None, player)
    for division, matches in resolve_all(tournament).items():
        for match in matches.values():
            decisions = tournament.divisions[division].decisions(match.id)
            if (kind := _kind(tournament, match)) is not None:
                yield decisions.over_at or decisions.called_at or 0, DeskTask(kind, (division, match.id))


def _kind(tournament: Tournament, match: Match) -> TaskKind | None:
    decisions = tournament.divisions[match.division].decisions(match.id)
    if decisions.protest:
        return "disputed" if decisions.report is not None else "protested"
    if decisions.contradiction is not None:
        return "contradicted"
    if match.is_out_of_line and match.status != "not-needed":
        return "out-of-line"
    return "reported" if match.status == "reported" else None
