"""Advice on formats: which ones fit a night, given its players, courts and closing time, and when each would end.

The first question is how many games everybody gets at least: who drives an hour for two lost games does not come
again. Each format is simulated as the queue would play it; a match takes as long as this venue's games did, else as
long as directors plan with. Beginners throw longer rounds, and get pools or a few games before a short bracket.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from statistics import quantiles
from typing import Literal, NamedTuple

from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES, MIN_ENTRIES, slot_count
from goat_kiosk.tournament.division_events import Drawn
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.simulation import Assumptions, simulate
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import ELIMINATIONS, Court, Division, Entry, SignedUpPlayer, Tournament, new_draw

Fit = Literal["fits", "tight", "too-few-games", "too-long"]
"""``tight``: it ends in time if nothing goes wrong."""
FITS: tuple[Fit, ...] = ("fits", "tight", "too-few-games", "too-long")
"""The best first."""

PLAY_MINUTES, TURNOVER_MINUTES = 15.0, 3.0
"""Of a game to 21, and from one match on a court to the next."""
BEGINNERS_PLAY_MINUTES, BEGINNERS_TURNOVER_MINUTES = 18.0, 4.0
GAMES_OF_OWN_PACE = 20
"""Games of this venue from which its own pace counts."""
_QUICK, _SLOW = 0.85, 1.2
"""Shares of the assumed minutes that a quick and a slow night take."""
_POOL_SIZES = 3, 4, 5, 6
_MOST_IN_ROUND_ROBIN = 12
"""More would play until the morning."""
_SHORT_BRACKET = 8
_FOURSOME = 4
_SHORTEST_ROUND, _LONGEST_ROUND = 8, 20
"""Minutes by a clock: less is no game, and longer rounds are over before the horn."""


class NightPlan(NamedTuple):
    """What is known of a night before it begins."""

    players: int
    courts: int
    games: int = 1
    """How many everybody gets at least."""
    minutes: int | None = None
    """Until it has to be over; None: as long as it takes."""
    kind: DivisionKind = "pairs"
    is_for_beginners: bool = False

    @property
    def entries(self) -> int:
        """How many teams, or persons, play."""
        return ceil(self.players / 2) if self.kind in {"pairs", "blind-draw"} else self.players


class MatchMinutes(NamedTuple):
    """Minutes of a match with the way to the next one: a quick one, a typical one, a slow one."""

    quick: float
    typical: float
    slow: float
    is_assumed: bool


class FormatAdvice(NamedTuple):
    """A format for the night."""

    kind: DivisionKind
    stages: tuple[Stage, ...]
    games: tuple[int, int]
    """How many one plays at least and at most."""
    minutes: tuple[int, int]
    """From the first call to the end: on a quick night, and on a slow one."""
    fit: Fit


def plan_minutes(game_minutes: Sequence[float], *, is_for_beginners: bool) -> MatchMinutes:
    """Return the minutes of a match, given those of this venue's newest games.

    Of too few games the minutes are assumed.
    """
    turnover = BEGINNERS_TURNOVER_MINUTES if is_for_beginners else TURNOVER_MINUTES
    if len(game_minutes) < GAMES_OF_OWN_PACE:
        typical = turnover + (BEGINNERS_PLAY_MINUTES if is_for_beginners else PLAY_MINUTES)
        return MatchMinutes(_QUICK * typical, typical, _SLOW * typical, is_assumed=True)
    slower = BEGINNERS_PLAY_MINUTES / PLAY_MINUTES if is_for_beginners else 1
    quick, typical, slow = (slower * minutes + turnover for minutes in quantiles(game_minutes, n=4))
    return MatchMinutes(quick, typical, slow, is_assumed=False)


def advise(plan: NightPlan, pace: MatchMinutes) -> list[FormatAdvice]:
    """Return the formats for a night, those that fit first, and of these the ones with the most games."""
    if plan.courts < 1 or not MIN_ENTRIES <= plan.entries <= MAX_ENTRIES:
        return []
    found = [_advice(plan, pace, candidate) for candidate in _candidates(plan)]
    best: dict[tuple[str, int], FormatAdvice] = {}
    for advice in sorted(found, key=lambda advice: _rank(plan, advice)):
        # Pools of several sizes are one format: the best of them stays.
        best.setdefault((_name(advice.stages), len(advice.stages)), advice)
    return list(best.values())


def _name(stages: Sequence[Stage]) -> str:
    return "timed" if stages[0].round_minutes is not None else stages[0].format


class _Candidate(NamedTuple):
    """A format before it is known how long it takes: its stages with the entries of each."""

    stages: tuple[Stage, ...]
    entries: tuple[int, ...]
    games: tuple[int, int]
    kind: DivisionKind | None = None
    """None: as the night's."""
    minutes: float | None = None
    """By a clock; None: as long as its matches take."""


def _candidates(plan: NightPlan) -> Iterator[_Candidate]:
    """Yield everything that could be played; a switch is a kind of division of its own."""
    if plan.kind in {"blind-draw", "switch"} and plan.players >= _FOURSOME:
        stage = Stage("switch", games_each=plan.games)
        yield _Candidate((stage,), (plan.players,), (plan.games, plan.games), "switch")
    if plan.kind != "switch":
        yield from _team_candidates(plan)


def _team_candidates(plan: NightPlan) -> Iterator[_Candidate]:
    """Yield what teams that stay together can play; the bracket after pools or rounds is short for beginners."""
    count = plan.entries
    rounds = _rounds_of_bracket(count)
    yield _Candidate((Stage("single"),), (count,), (1, rounds))
    yield _Candidate((Stage("double"),), (count,), (2, 2 * rounds + 1 if rounds > 1 else 3))
    if count > 2 and count <= _MOST_IN_ROUND_ROBIN:
        yield _Candidate((Stage("round-robin"),), (count,), (count - 1, count - 1))
    for size in _POOL_SIZES:
        pools = round(count / size)
        if pools > 1:
            yield _pools(count, pools, is_short=plan.is_for_beginners)
    if plan.games < count - 1 and count >= 2 * _FOURSOME:
        yield _swiss(count, plan.games)
    if plan.minutes is not None and plan.games < count - 1 and (timed := _timed(plan, plan.minutes)) is not None:
        yield timed


def _pools(count: int, pools: int, *, is_short: bool) -> _Candidate:
    """Return pools with a bracket of the first two of each; of the first alone, where it would be long."""
    best = 1 if is_short and 2 * pools > _SHORT_BRACKET else 2
    last = Stage("single", seeding="standings", source=StageSource(1, pool_places=(1, best)))
    least, most = count // pools - 1, ceil(count / pools) - 1
    games = least, most + _rounds_of_bracket(best * pools)
    return _Candidate((Stage("round-robin", pools=pools), last), (count, best * pools), games)


def _rounds_for(games: int, entries: int) -> int:
    """Return the rounds in which everybody plays so many games: of an odd number one sits out in each."""
    return games + entries % 2


def _swiss(count: int, games: int) -> _Candidate:
    """Return rounds in which equals meet, with a bracket of the best."""
    rounds = _rounds_for(games, count)
    best = min(_SHORT_BRACKET, slot_count(count) // 2)
    last = Stage("single", seeding="standings", source=StageSource(1, places=(1, best)))
    return _Candidate((Stage("swiss", rounds=rounds), last), (count, best), (games, rounds + _rounds_of_bracket(best)))


def _timed(plan: NightPlan, minutes: int) -> _Candidate | None:
    """Return rounds by a clock that fill the time; None where they would be too short."""
    rounds = _rounds_for(plan.games, plan.entries)
    waves = rounds * ceil(plan.entries // 2 / plan.courts)
    turnover = BEGINNERS_TURNOVER_MINUTES if plan.is_for_beginners else TURNOVER_MINUTES
    length = min(int(minutes / waves - turnover), _LONGEST_ROUND)
    if length < _SHORTEST_ROUND:
        return None
    stage = Stage("swiss", rounds=rounds, round_minutes=length)
    games = plan.games, rounds
    return _Candidate((stage,), (plan.entries,), games, minutes=waves * (length + turnover))


def _rounds_of_bracket(entries: int) -> int:
    return (slot_count(entries) - 1).bit_length()


def _advice(plan: NightPlan, pace: MatchMinutes, candidate: _Candidate) -> FormatAdvice:
    if candidate.minutes is not None:
        ends = round(candidate.minutes), round(candidate.minutes)
        fit = _fit(plan, candidate.games[0], candidate.minutes, ends[1])
        return FormatAdvice(plan.kind, candidate.stages, candidate.games, ends, fit)
    lengths = [
        _length(stage, entries, plan.courts) for stage, entries in zip(candidate.stages, candidate.entries, strict=True)
    ]
    length = sum(lengths)
    if_game = any(stage.format == "double" and stage.if_game for stage in candidate.stages)
    ends = round(length * pace.quick), round((length + if_game) * pace.slow)
    fit = _fit(plan, candidate.games[0], length * pace.typical, ends[1])
    return FormatAdvice(candidate.kind or plan.kind, candidate.stages, candidate.games, ends, fit)


def _fit(plan: NightPlan, least: int, typical: float, slow: float) -> Fit:
    if plan.minutes is not None and typical > plan.minutes:
        return "too-long"
    if least < plan.games:
        return "too-few-games"
    return "tight" if plan.minutes is not None and slow > plan.minutes else "fits"


def _rank(plan: NightPlan, advice: FormatAdvice) -> tuple[int, bool, int, int]:
    """The smaller, the better: what fits, with the most games, soon over.

    Beginners begin with no bracket, and only they play by a clock where something else fits.
    """
    first = advice.stages[0]
    is_second_choice = first.format in ELIMINATIONS if plan.is_for_beginners else first.round_minutes is not None
    return FITS.index(advice.fit), is_second_choice, -advice.games[0], advice.minutes[1]


def _length(stage: Stage, entries: int, courts: int) -> float:
    """Return how long a stage takes, in matches one after the other: every match is as long as the others."""
    if stage.format == "swiss":
        return (stage.rounds or 0) * ceil(entries // 2 / courts)
    if stage.format == "switch":
        return ceil(entries * (stage.games_each or 0) / _FOURSOME / courts)
    return simulate(_imagined(stage, entries), 0, Assumptions(courts, 1.0)).end


def _imagined(stage: Stage, entries: int) -> Tournament:
    """Return a tournament of one stage that has been drawn and not begun."""
    numbers = range(1, entries + 1)
    alone = Stage(stage.format, pools=stage.pools, times_through=stage.times_through)
    drawn = new_draw(Drawn(1, tuple(numbers), "order"), alone, entries, 0)
    return Tournament(
        "",
        {"": Court("")},
        1,
        0,
        players={number: SignedUpPlayer(number, str(number)) for number in numbers},
        entries={number: Entry(number, 1, (number,)) for number in numbers},
        divisions={1: Division(1, "", "singles", (alone,), draws={1: drawn})},
    )
