"""Encoding of matches: a match as it stands, and what was decided about it, in one JSON struct."""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.state.state import format_timestamp
from goat_kiosk.tournament.brackets.bracket import LoserOf, Origin, Seed, StagePlace, WinnerOf
from goat_kiosk.tournament.brackets.layout import PlacedMatch, lay_out_bracket
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.formats.reasons import read_reason
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import ResultContradicted
from goat_kiosk.tournament.match_rules import best_of
from goat_kiosk.tournament.paired_stage import pairing_of
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import ByeSlot, EntrySlot, OpenSlot, PairSlot, Slot, WithdrawnSlot, entry_of
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.state.state import Absent, Contradiction, DueSides, SlotOrigin, SlotState, TournamentMatch
from goat_kiosk.tournament.state.wording import Wording
from goat_kiosk.tournament.tournament import Division, MatchDecisions, MatchKey, Tournament


def encode_matches(tournament: Tournament, division: Division, wording: Wording = str) -> list[TournamentMatch]:
    """Return every match of a division that is drawn, in the order of play, with its place in the drawn bracket."""
    matches = resolve(tournament, division)
    placed: dict[MatchId, PlacedMatch] = {}
    for stage in division.bracket_stages:
        placed |= lay_out_bracket(stage_brackets(division)[stage], matches).matches
    return [_with_place(encode_match(division, match, wording), placed.get(match.id)) for match in matches.values()]


def _with_place(match: TournamentMatch, placed: PlacedMatch | None) -> TournamentMatch:
    return replace(match, column=placed.column, row=placed.row) if placed else match


def encode_every_match(tournament: Tournament) -> dict[MatchKey, TournamentMatch]:
    """Return the matches of all divisions."""
    return {
        (division.number, match.match): match
        for division in tournament.divisions.values()
        for match in encode_matches(tournament, division)
    }


def encode_match(division: Division, match: Match, wording: Wording = str) -> TournamentMatch:
    """Return the JSON struct of a match."""
    decisions = division.decisions(match.id)
    is_at_court = match.status in {"called", "playing"}
    return TournamentMatch(
        match.id,
        match.division,
        match.stage,
        match.round,
        encode_slot(match.sides[0]),
        encode_slot(match.sides[1]),
        best_of=best_of(division.stage(match.stage), match.id),
        status=match.status,
        court=decisions.court,
        games=decisions.games,
        scores=decisions.scores,
        winner=match.winner,
        how=match.how,
        winner_to=match.winner_to,
        loser_to=match.loser_to,
        called_at=time_or_absent(decisions.called_at),
        calls=decisions.calls or msgspec.UNSET,
        here=_here(decisions) if is_at_court else msgspec.UNSET,
        protest=decisions.protest or msgspec.UNSET,
        held=decisions.held or msgspec.UNSET,
        out_of_line=_due_sides(match),
        contradicted_by=_contradiction(decisions.contradiction),
        reasons=_reasons(division, match, wording),
    )


def _reasons(division: Division, match: Match, wording: Wording) -> list[str] | Absent:
    pairing = pairing_of(division, match)
    return msgspec.UNSET if pairing is None else encode_reasons(pairing.reasons, wording)


def encode_reasons(codes: Iterable[str], wording: Wording) -> list[str]:
    """Return the sentences of reasons as a log stores them."""
    return [wording(reason) for code in codes if (reason := read_reason(code)) is not None]


def time_or_absent(at_ms: int | None) -> str | Absent:
    """Return milliseconds since 1970 UTC as RFC 3339; None as an absent field."""
    return msgspec.UNSET if at_ms is None else format_timestamp(at_ms)


def _here(decisions: MatchDecisions) -> tuple[bool, bool]:
    return 1 not in decisions.missing, 2 not in decisions.missing


def _due_sides(match: Match) -> DueSides | Absent:
    if not match.is_out_of_line:
        return msgspec.UNSET
    first, second = map(entry_of, match.due)
    return DueSides((first, second))


def _contradiction(event: ResultContradicted | None) -> Contradiction | Absent:
    return msgspec.UNSET if event is None else Contradiction(event.game, event.winner, event.scores)


def encode_slot(slot: Slot) -> SlotState:
    """Return the JSON struct of one side of a match."""
    match slot:
        case EntrySlot(entry):
            return SlotState(entry=entry)
        case ByeSlot():
            return SlotState(bye=True)
        case OpenSlot(origin):
            return SlotState(open=_origin(origin))
        case WithdrawnSlot(entry):
            return SlotState(withdrawn=entry)
        case PairSlot(pair):
            return SlotState(pair=pair)


def _origin(origin: Origin) -> SlotOrigin:
    match origin:
        case WinnerOf(match_id):
            return SlotOrigin(winner=match_id)
        case LoserOf(match_id):
            return SlotOrigin(loser=match_id)
        case StagePlace(stage, place):
            return SlotOrigin(stage=stage, place=place)
        case Seed(seed):
            return SlotOrigin(seed=seed)
    return SlotOrigin()
