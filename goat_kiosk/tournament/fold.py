"""Fold of a tournament's events: the state after each, from the first on.

Every prefix of a log is a state, and the state is a function of the log alone. An event that is refused changes
nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from goat_kiosk.errors import NothingToUndo, RuleViolation
from goat_kiosk.tournament import events
from goat_kiosk.tournament.events import AnyTournamentEvent, DecisionUndone, TournamentCreated, TournamentEvent
from goat_kiosk.tournament.tournament import Court, Tournament
from goat_kiosk.tournament.transitions import courts, entries, matches, people
from goat_kiosk.tournament.transitions.lookup import check_open

MAX_UNDONE_EVENTS = 32
"""Events of a command that can be taken back together."""
_Transition = Callable[[Tournament, Any, int], Tournament]

_TRANSITIONS: dict[type[TournamentEvent], _Transition] = {
    events.TournamentChanged: courts.change_settings,
    events.TournamentClosed: courts.close,
    events.TournamentReopened: courts.reopen,
    events.TournamentPaused: courts.pause,
    events.TournamentResumed: courts.resume,
    events.PlayerSignedUp: people.sign_up,
    events.PlayerChanged: people.change_player,
    events.PlayerDropped: people.drop_player,
    events.DivisionAdded: entries.add_division,
    events.StageChanged: entries.change_stage,
    events.EntryMade: entries.make_entry,
    events.EntryChanged: entries.change_entry,
    events.EntryWithdrawn: entries.withdraw_entry,
    events.Drawn: entries.draw_division,
    events.EntriesSwapped: entries.swap_entries,
    events.LateEntryPlaced: entries.place_late_entry,
    events.PlayInAdded: entries.add_play_in,
    events.LateSpotsClosed: entries.close_late_spots,
    events.MatchAdded: entries.add_match,
    events.MatchCalled: matches.call_match,
    events.MatchUncalled: matches.uncall_match,
    events.SidesMissing: matches.note_missing,
    events.MatchStarted: matches.start_match,
    events.MatchReported: matches.report_match,
    events.ResultRecorded: matches.record_result,
    events.MatchRuled: matches.rule_on_match,
    events.MatchProtested: matches.protest_match,
    events.MatchHeld: matches.hold_match,
    events.MatchFeatured: matches.feature_match,
    events.CourtSet: courts.set_court,
    events.QueueOrdered: courts.order_queue,
}


def create(event: TournamentCreated, at_ms: int) -> Tournament:
    """Return the tournament that its first event begins."""
    return Tournament(
        event.name,
        {name: Court(name) for name in event.courts},
        1,
        at_ms,
        event.calling,
        event.scoring,
        event.rules,
        event.end_by,
        is_practice=event.is_practice,
        fee=event.fee,
    )


def apply(tournament: Tournament, event: AnyTournamentEvent, at_ms: int) -> Tournament:
    """Return the tournament after `event`. Raises `RuleViolation`, and nothing has changed."""
    if isinstance(event, TournamentCreated):
        raise RuleViolation("A tournament is created once.")
    if not isinstance(event, events.TournamentReopened):
        check_open(tournament)
    undone_to: tuple[Tournament, ...] = ()
    if isinstance(event, DecisionUndone):
        after = _undo(tournament, event.events)
    else:
        after = _TRANSITIONS[type(event)](tournament, event, at_ms)
        undone_to = _states_to_undo(tournament, at_ms) if _is_decision(event) else ()
    numbered = _number_divisions(tournament, after)
    return replace(numbered, seq=tournament.seq + 1, at=at_ms, undone_to=undone_to)


def _is_decision(event: TournamentEvent) -> bool:
    """Whether the desk decided it: what a game on a court has brought about is a fact."""
    return getattr(event, "game", None) is None


def _states_to_undo(before: Tournament, at_ms: int) -> tuple[Tournament, ...]:
    """Return the states that a decision can be taken back to: the events of one command have the same time."""
    earlier = before.undone_to if before.at == at_ms else ()
    return (*earlier[1 - MAX_UNDONE_EVENTS :], replace(before, undone_to=()))


def _undo(tournament: Tournament, count: int) -> Tournament:
    if len(tournament.undone_to) < count:
        raise NothingToUndo("There is no decision to take back. Correct it instead.")
    return tournament.undone_to[-count]


def _number_divisions(before: Tournament, after: Tournament) -> Tournament:
    """Return the tournament after an event, with its number in every division that it has changed."""
    entries = after.entries.items() if after.entries is not before.entries else ()
    changed = {entry.division for number, entry in entries if before.entries.get(number) is not entry}
    changed |= {number for number, division in after.divisions.items() if before.divisions.get(number) is not division}
    numbered = {number: replace(after.divisions[number], seq=before.seq + 1) for number in changed}
    return replace(after, divisions=after.divisions | numbered) if numbered else after


def fold(first: TournamentCreated, others: Iterable[tuple[AnyTournamentEvent, int]], at_ms: int = 0) -> Tournament:
    """Return the tournament after its events, each with its time in milliseconds since 1970 UTC."""
    tournament = create(first, at_ms)
    for event, at in others:
        tournament = apply(tournament, event, at)
    return tournament
