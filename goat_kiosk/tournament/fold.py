"""Fold of a tournament's events: the state after each, from the first on.

Every prefix of a log is a state, and the state is a function of the log alone. An event that is refused changes
nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from goat_kiosk.errors import KioskError, NothingToUndo, RuleViolation
from goat_kiosk.tournament import division_events, events, match_events, round_clock
from goat_kiosk.tournament.event_fields import TournamentEvent
from goat_kiosk.tournament.events import AnyTournamentEvent, DecisionUndone, TournamentCreated
from goat_kiosk.tournament.tournament import Court, Tournament
from goat_kiosk.tournament.transitions import (
    blind_draw,
    courts,
    draws,
    entries,
    late_entries,
    match_checks,
    matches,
    money,
    people,
    stages,
    ties,
)
from goat_kiosk.tournament.transitions.lookup import check_open

MAX_UNDONE_EVENTS = 32
"""Events of a command that can be taken back together."""
MAX_FACTS = 64
"""What may happen without the desk before its newest decision cannot be taken back any more."""
_Transition = Callable[[Tournament, Any, int], Tournament]

_TRANSITIONS: dict[type[TournamentEvent], _Transition] = {
    events.TournamentChanged: courts.change_settings,
    events.MoneySet: money.set_money,
    events.TournamentClosed: courts.close,
    events.TournamentReopened: courts.reopen,
    events.TournamentPaused: courts.pause,
    events.TournamentResumed: courts.resume,
    events.PlayerSignedUp: people.sign_up,
    events.PlayerChanged: people.change_player,
    events.PlayerDropped: people.drop_player,
    events.DirectorRequested: people.request_director,
    events.DirectorRequestCleared: people.clear_request,
    division_events.DivisionAdded: stages.add_division,
    division_events.StageChanged: stages.change_stage,
    division_events.StagesReplaced: stages.replace_stages,
    division_events.EntryMade: entries.make_entry,
    division_events.EntryChanged: entries.change_entry,
    division_events.EntryWithdrawn: entries.withdraw_entry,
    division_events.Drawn: draws.draw_division,
    division_events.RoundPaired: stages.pair_round,
    division_events.TieDecided: ties.decide_tie,
    division_events.EntriesSwapped: draws.swap_entries,
    division_events.LateEntryPlaced: late_entries.place_late_entry,
    division_events.PlayInAdded: late_entries.add_play_in,
    division_events.WalkerAdded: blind_draw.add_walker,
    division_events.WalkerJoined: blind_draw.join_walker,
    division_events.PairRedrawn: blind_draw.redraw_pair,
    division_events.LateSpotsClosed: late_entries.close_late_spots,
    match_events.MatchAdded: entries.add_match,
    match_events.MatchCalled: matches.call_match,
    match_events.MatchUncalled: matches.uncall_match,
    match_events.SidesMissing: matches.note_missing,
    match_events.MatchStarted: matches.start_match,
    match_events.MatchReported: matches.report_match,
    match_events.ResultRecorded: matches.record_result,
    match_events.ResultConfirmed: matches.confirm_result,
    match_events.ResultContradicted: matches.note_contradiction,
    match_events.MatchRuled: matches.rule_on_match,
    match_events.MatchProtested: matches.protest_match,
    match_events.MatchHeld: matches.hold_match,
    match_events.MatchFeatured: matches.feature_match,
    events.CourtSet: courts.set_court,
    events.KioskChanged: courts.change_kiosk,
    division_events.RoundClockStarted: courts.start_round_clock,
    events.QueueOrdered: courts.order_queue,
}
_CHECKS: dict[type[TournamentEvent], Callable[[Tournament, Any], None]] = {
    division_events.DivisionAdded: stages.check_new_division,
    division_events.StageChanged: stages.check_new_settings,
    events.MoneySet: money.check_money,
    events.PlayerSignedUp: people.check_sign_up,
    events.PlayerChanged: people.check_player_change,
    division_events.LateEntryPlaced: late_entries.check_late_entry,
    division_events.PlayInAdded: late_entries.check_play_in,
    division_events.WalkerJoined: blind_draw.check_join,
    division_events.TieDecided: ties.check_tie,
    match_events.MatchCalled: match_checks.check_call,
    match_events.MatchUncalled: match_checks.check_uncall,
    match_events.SidesMissing: match_checks.check_missing,
    match_events.MatchStarted: match_checks.check_start,
    match_events.MatchReported: match_checks.check_report,
    match_events.ResultRecorded: match_checks.check_result,
    match_events.ResultConfirmed: match_checks.check_confirmation,
    match_events.ResultContradicted: match_checks.check_contradiction,
    match_events.MatchProtested: match_checks.check_protest,
    match_events.MatchHeld: match_checks.check_hold,
    match_events.MatchFeatured: match_checks.check_feature,
    events.CourtSet: courts.check_court,
    division_events.RoundClockStarted: round_clock.check_start,
    events.QueueOrdered: courts.check_order,
}
"""Checks that take long, for events that are new: the other ones are part of the transition."""


def create(event: TournamentCreated, at_ms: int) -> Tournament:
    """Return the tournament that its first event begins."""
    return Tournament(
        event.name,
        {name: Court(name, kiosk=event.kiosks.get(name)) for name in event.courts},
        1,
        at_ms,
        event.calling,
        event.scoring,
        event.rules,
        event.end_by,
        is_practice=event.is_practice,
        fee=event.fee,
        call_minutes=event.call_minutes,
    )


def apply(tournament: Tournament, event: AnyTournamentEvent, at_ms: int) -> Tournament:
    """Return the tournament after a new event. Raises `RuleViolation`, and nothing has changed."""
    if (check := _CHECKS.get(type(event))) is not None:
        check(tournament, event)
    return replay(tournament, event, at_ms)


def replay(tournament: Tournament, event: AnyTournamentEvent, at_ms: int) -> Tournament:
    """Return the tournament after an event that was checked when it was recorded. Raises as `apply`."""
    if isinstance(event, TournamentCreated):
        raise RuleViolation("A tournament is created once.")
    if not isinstance(event, events.TournamentReopened):
        check_open(tournament)
    if isinstance(event, DecisionUndone):
        after = replace(_undo(tournament, event.events), undone_to=(), facts=())
    else:
        after = _with_undo(tournament, _TRANSITIONS[type(event)](tournament, event, at_ms), event, at_ms)
    return replace(_number_divisions(tournament, after), seq=tournament.seq + 1, at=at_ms)


def is_decision(event: TournamentEvent) -> bool:
    """Whether the desk decided it: what a game, a player or a court's phone has brought about is a fact."""
    return getattr(event, "game", None) is None and getattr(event, "from_desk", True)


def _with_undo(before: Tournament, after: Tournament, event: AnyTournamentEvent, at_ms: int) -> Tournament:
    """Return the state after an event with what an undo needs: the events of one command have the same time."""
    if is_decision(event):
        earlier = before.undone_to if before.decided_at == at_ms else ()
        undone_to = (*earlier[1 - MAX_UNDONE_EVENTS :], replace(before, undone_to=(), facts=()))
        return replace(after, undone_to=undone_to, decided_at=at_ms, facts=())
    if not before.undone_to or len(before.facts) == MAX_FACTS:
        return replace(after, undone_to=(), facts=())
    return replace(after, facts=(*before.facts, (event, at_ms)))


def _undo(tournament: Tournament, count: int) -> Tournament:
    """Return the state as if the newest decisions had not been made; what has happened since must be possible so."""
    if len(tournament.undone_to) < count:
        raise NothingToUndo("There is no decision to take back. Correct it instead.")
    undone = tournament.undone_to[-count]
    try:
        for event, at_ms in tournament.facts:
            undone = apply(undone, event, at_ms)
    except KioskError as error:
        raise NothingToUndo("Something has followed from it. Correct it instead.") from error
    return undone


def check_undo(tournament: Tournament, event: DecisionUndone) -> None:
    """Refuse to take back what a game or a player has brought about as well since then: nothing would change.

    This is for the desk alone: older logs have such events. Raises `NothingToUndo`.
    """
    if _without_times(_undo(tournament, event.events)) == _without_times(tournament):
        raise NothingToUndo("Something has followed from it. Correct it instead.")


def _without_times(tournament: Tournament) -> Tournament:
    """Return the tournament without what tells states apart that are alike for everybody."""
    divisions = {
        number: replace(
            division,
            seq=0,
            matches={id_: replace(match, started_at=None, over_at=None) for id_, match in division.matches.items()},
        )
        for number, division in tournament.divisions.items()
    }
    return replace(tournament, seq=0, at=0, undone_to=(), decided_at=0, facts=(), divisions=divisions)


def _number_divisions(before: Tournament, after: Tournament) -> Tournament:
    """Return the tournament after an event, with its number in every division that it has changed."""
    entries = after.entries.items() if after.entries is not before.entries else ()
    changed = {entry.division for number, entry in entries if before.entries.get(number) is not entry}
    changed |= {number for number, division in after.divisions.items() if before.divisions.get(number) is not division}
    numbered = {number: replace(after.divisions[number], seq=before.seq + 1) for number in changed}
    return replace(after, divisions=after.divisions | numbered) if numbered else after


def fold(first: TournamentCreated, others: Iterable[tuple[AnyTournamentEvent, int]], at_ms: int = 0) -> Tournament:
    """Return the tournament after its events as they were recorded, each with its milliseconds since 1970 UTC."""
    tournament = create(first, at_ms)
    for event, at in others:
        tournament = replay(tournament, event, at)
    return tournament
