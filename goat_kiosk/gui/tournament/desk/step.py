"""Next step of the desk: the one line that says what to do now, and what one key does about it."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.tournament.desk.rows import DeskRow, DeskView
from goat_kiosk.gui.tournament.tab import BRACKET, PEOPLE, SET_UP
from goat_kiosk.text.clock_words import clock_words
from goat_kiosk.text.pairing_words import round_words
from goat_kiosk.tournament.call_clock import CallClock
from goat_kiosk.tournament.entrants import entrant_count
from goat_kiosk.tournament.next_stages import stages_to_draw
from goat_kiosk.tournament.pairing import PairingOffer, pairing_offers
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.round_clock import read_round_clocks, rounds_to_start
from goat_kiosk.tournament.standings.stage_standings import ties_at_cuts
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament

StepKind = Literal[
    "confirm",
    "rule",
    "correct",
    "director",
    "forfeit",
    "call-again",
    "draw",
    "pair-round",
    "call",
    "start-round",
    "resume",
    "open",
    "nothing",
]
_MINUTE_MS = 60_000


class Step(NamedTuple):
    """What the desk does next."""

    kind: StepKind
    sentence: str
    """Large enough to read aloud, and worded for it."""
    detail: str = ""
    caption: str = ""
    """What the primary button does; empty: there is nothing to press."""
    key: MatchKey | None = None
    court: str | None = None
    player: int | None = None
    section: str = ""
    """The section of the window where it goes on."""
    division: int | None = None
    """The division whose next stages are drawn, or whose round is paired or starts."""


class DueCall(NamedTuple):
    """The next match of a free court."""

    key: MatchKey
    court: str
    seconds: int | None
    """Until it is called by itself; None if the desk calls it."""


def next_step(
    tournament: Tournament,
    view: DeskView,
    calls: Sequence[DueCall] = (),
    clocks: Sequence[CallClock] = (),
    now: int = 0,
) -> Step:
    """Return what the desk does next at `now`, milliseconds since 1970 UTC.

    Decide, then look for who is missing, draw a stage, pair a round, call, start a round together; else say what it
    waits for.
    """
    if tournament.is_closed:
        return Step("nothing", t("{name} is closed.", name=tournament.name))
    decide = [row for row in view.matches if row.section == "decide"]
    if decide:
        return _decision(tournament, decide[0], len(decide) - 1)
    if tournament.pause is not None:
        text = tournament.pause.text or t("No match is called and no clock runs.")
        return Step("resume", t("The tournament is paused."), text, t("Resume"))
    steps = _pending(tournament, view, calls, clocks)
    return next(steps, None) or _round_step(tournament, now) or _waiting(tournament, view)


def _pending(
    tournament: Tournament, view: DeskView, calls: Sequence[DueCall], clocks: Sequence[CallClock]
) -> Iterator[Step]:
    """Yield what is to be done while nothing has to be decided, the most urgent first."""
    yield from filter(None, (_missing(view, clock) for clock in clocks))
    for division in tournament.divisions.values():
        yield from _ties(tournament, division)
        if stages := stages_to_draw(tournament, division):
            yield _draw(tournament, division, stages)
    for offer in pairing_offers(tournament):
        yield _pair(tournament, offer)
    for due in sorted(calls, key=lambda due: due.seconds or 0):
        yield _call(view, due)


def _round_step(tournament: Tournament, now: int) -> Step | None:
    """Return the round that can start together, or what the clock says of the one that is played."""
    for start in rounds_to_start(tournament):
        courts, minutes = start.courts, start.minutes
        sentence = t("Start the round: {courts:court|courts}, {minutes} min", courts=courts, minutes=minutes)
        detail = t("All courts begin together; the horn sounds when time is up.")
        return Step("start-round", sentence, detail, t("Start the round"), division=start.division)
    for clock in read_round_clocks(tournament, now):
        with use_window_language():
            sentence = clock_words(clock)
        return Step("nothing", sentence, t("{count:court has|courts have} no result yet.", count=clock.playing))
    return None


def _missing(view: DeskView, clock: CallClock) -> Step | None:
    """Return what to do about a side that is not at its court; None while its time runs, and once it was called."""
    court = next(court for court in view.courts if court.name == clock.court)
    sides = court.sides or ("", "")
    who = t("{first} and {second}", first=sides[0], second=sides[1])
    names = who if len(clock.missing) > 1 else sides[clock.missing[0] - 1]
    minutes = t("Missing for {minutes:minute|minutes}.", minutes=clock.waited_ms // _MINUTE_MS)
    match clock.stage:
        case "forfeit-offered":
            sentence = t("{court}: {names} did not come", court=clock.court, names=names)
            return Step("forfeit", sentence, minutes, t("Forfeit…"), clock.key, clock.court)
        case "last-call" if court.calls <= 2:
            sentence = t("Last call, {court}: {names}", court=clock.court, names=names)
        case "call-again" if court.calls <= 1:
            sentence = t("Please come to {court}: {names}", court=clock.court, names=names)
        case _:
            return None
    return Step("call-again", sentence, minutes, t("Call again"), clock.key, clock.court)


def _ties(tournament: Tournament, division: Division) -> Iterator[Step]:
    """Yield the ties of tables that are over, of which the director decides who goes on."""
    matches = resolve(tournament, division)
    for stage in range(1, len(division.stages) + 1):
        for tie in ties_at_cuts(tournament, division, stage, matches):
            names = ", ".join(tournament.entry_name(entry) for entry in tie)
            detail = t("It decides who goes on: by a coin, or a play-off.")
            yield Step("open", t("Decide the tie: {names}", names=names), detail, t(BRACKET), section=BRACKET)


def _draw(tournament: Tournament, division: Division, stages: Sequence[int]) -> Step:
    """Return the draw of the stages that follow a stage which is over."""
    source = division.stage(stages[0]).source
    is_from_pools = source is not None and division.stage(source.stage).pools > 1
    if len(stages) > 1:
        sentence = t("Draw the brackets from the pools") if is_from_pools else t("Draw the brackets from the table")
    else:
        sentence = t("Draw the bracket from the pools") if is_from_pools else t("Draw the bracket from the table")
    entries = sum(entrant_count(division, stage) for stage in stages)
    detail = t("{count:team goes on|teams go on}, by the standings.", count=entries)
    name = division.name if len(tournament.divisions) > 1 else ""
    return Step("draw", sentence, _joined(name, detail), t("Draw"), division=division.number)


def _pair(tournament: Tournament, offer: PairingOffer) -> Step:
    """Return the round that can be paired; the list has its pairs and their reasons, to be read before."""
    paired = offer.paired
    name = tournament.divisions[paired.division].name if len(tournament.divisions) > 1 else ""
    with use_window_language():
        summary = round_words(tournament, paired)
    if offer.is_again:
        sentence = t("Pair round {round} again: a result has changed", round=paired.round)
        return Step("pair-round", sentence, _joined(name, *summary), t("Pair again"), division=paired.division)
    sentence = t("Pair round {round}", round=paired.round)
    return Step("pair-round", sentence, _joined(name, *summary), t("Pair"), division=paired.division)


def _call(view: DeskView, due: DueCall) -> Step:
    row = next((row for row in view.matches if row.key == due.key), None)
    teams, why = (row.teams, row.detail) if row is not None else (due.key[1], "")
    if due.seconds is None:
        return Step("call", t("{court}: {teams}", court=due.court, teams=teams), why, t("Call"), due.key, due.court)
    sentence = t("{court} in {seconds} s: {teams}", court=due.court, seconds=max(due.seconds, 0), teams=teams)
    return Step("call", sentence, why, t("Call now"), due.key, due.court)


def _decision(tournament: Tournament, row: DeskRow, others: int) -> Step:
    match = row.name
    more = t("{count:decision waits|decisions wait} after this one.", count=others) if others else ""
    match row.task:
        case "director":
            sentence = t("{player} asks for the director", player=row.teams)
            return Step("director", sentence, more, t("On my way"), player=row.player)
        case "reported":
            sentence = t("Confirm {match}: {score}", match=match, score=_score(tournament, row))
            return Step("confirm", sentence, _joined(row.teams, row.detail, more), t("Confirm"), row.key)
        case "disputed":
            sentence = t("Two reports differ: {match}", match=match)
            return Step("correct", sentence, _joined(row.teams, row.detail, more), t("Decide…"), row.key)
        case "contradicted":
            sentence = t("The game of {match} was corrected", match=match)
            return Step("correct", sentence, _joined(row.teams, row.detail, more), t("Decide…"), row.key)
        case "protested":
            sentence = t("Rule on the protest of {match}", match=match)
        case _:
            sentence = t("Rule on {match}: it is out of line", match=match)
    return Step("rule", sentence, _joined(row.teams, row.detail, more), t("Decide…"), row.key)


def _score(tournament: Tournament, row: DeskRow) -> str:
    division, match = row.key or (0, "")
    return ", ".join(f"{first}–{second}" for first, second in tournament.divisions[division].decisions(match).scores)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _waiting(tournament: Tournament, view: DeskView) -> Step:
    """Return why there is nothing to decide and nobody to call, and where it goes on."""
    playing = sum(court.status in {"playing", "called"} for court in view.courts)
    waiting = sum(row.section == "next" for row in view.matches)
    waits = t("{count:match waits|matches wait} for a court.", count=waiting)
    if playing:
        sentence = t("Nothing to do: {count:match is|matches are} being played", count=playing)
        return Step("nothing", sentence, waits if waiting else "")
    if waiting:
        return Step("nothing", waits, t("Open a court, or call by hand."))
    held = [row for row in view.matches if row.section == "held"]
    if held:
        return Step("nothing", t("Nobody can be called."), f"{held[0].teams}: {held[0].detail}")
    if any(row.section == "over" for row in view.matches):
        sentence, detail = t("Every match is over."), t("Close the tournament under Set-up.")
        return Step("open", sentence, detail, t(SET_UP), section=SET_UP)
    if not tournament.divisions:
        return Step("open", t("No division yet."), t("Add one under Set-up."), t(SET_UP), section=SET_UP)
    return Step("open", t("No match waits yet."), t("Draw the division under People."), t(PEOPLE), section=PEOPLE)
