"""Words for a tournament: what the window, the pages and the paper call its rounds, matches and sides."""

from collections.abc import Mapping

from goat_kiosk.text.i18n import mark_for_translation, t
from goat_kiosk.tournament.brackets.bracket import LoserOf, Origin, StagePlace, WinnerOf
from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage, in_stage, pool_of, stage_of
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import ByeSlot, EntrySlot, OpenSlot, PairSlot, Slot, WithdrawnSlot
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament


def round_title(match: MatchId, round_number: int, last_round: int, *, is_double: bool) -> str:
    """Return the name of a match's round; `last_round` is the last one of the same bracket.

    The last rounds of a single elimination are the quarterfinals, the semifinals and the final.
    """
    if round_number == 0:
        return t("Late entries")
    letter = id_in_stage(match)[0]
    if letter == "W" and not is_double:
        return _single_round(round_number, last_round)
    return t(_ROUNDS.get(letter, _MATCHES), number=round_number, pool=pool_of(match) or 0)


_MATCHES = mark_for_translation("Matches")
_ROUNDS = {
    "W": mark_for_translation("Winners bracket, round {number}"),
    "L": mark_for_translation("Losers bracket, round {number}"),
    "F": mark_for_translation("Final"),
    "T": mark_for_translation("Third place"),
    "R": mark_for_translation("Round {number}"),
    "P": mark_for_translation("Pool {pool}, round {number}"),
}
"""By the letter of the bracket."""


def _single_round(number: int, last: int) -> str:
    names = {0: t("Final"), 1: t("Semifinals"), 2: t("Quarterfinals")}
    return names.get(last - number, t("Round {number}", number=number))


def match_title(match: MatchId, round_number: int, last_round: int, *, is_double: bool) -> str:
    """Return the name of one match, with its id: ``Semifinal W3-1``; `last_round` as in `round_title`."""
    sentence = _named_match(match, last_round - round_number, is_double=is_double) if round_number else _ANY_MATCH
    return t(sentence, match=match)


_ANY_MATCH = mark_for_translation("Match {match}")
_SINGLE_MATCHES = {
    0: mark_for_translation("Final {match}"),
    1: mark_for_translation("Semifinal {match}"),
    2: mark_for_translation("Quarterfinal {match}"),
}
"""By the rounds that follow."""


def _named_match(match: MatchId, rounds_after: int, *, is_double: bool) -> str:
    own = id_in_stage(match)
    if own == "F-2":
        return mark_for_translation("Second final {match}")
    if own.startswith("T"):
        return mark_for_translation("Third place {match}")
    if own.startswith("F"):
        return _SINGLE_MATCHES[0]
    return _SINGLE_MATCHES.get(rounds_after, _ANY_MATCH) if own.startswith("W") and not is_double else _ANY_MATCH


def division_round_title(division: Division, match: Match, last: Mapping[str, int]) -> str:
    """Return the name of a match's round in its division, with its bracket where the division has several."""
    is_double = division.stage(match.stage).format == "double"
    title = round_title(match.id, match.round, last[bracket_of(match.id)], is_double=is_double)
    brackets = [number for number, stage in enumerate(division.stages, start=1) if stage.format in ELIMINATIONS]
    has_several = match.stage in brackets and len(brackets) > 1
    return f"{stage_title(division, match.stage)}: {title}" if has_several else title


def division_match_title(division: Division, match: Match, last: Mapping[str, int]) -> str:
    """Return the name of a match in its division, with its id; `last` is `last_rounds`."""
    is_double = division.stage(match.stage).format == "double"
    return match_title(match.id, match.round, last[bracket_of(match.id)], is_double=is_double)


def fixture_title(tournament: Tournament, division_number: int, match: MatchId) -> str:
    """Return the name of the match that a game belongs to, with its division where there are several."""
    division = tournament.divisions.get(division_number)
    matches = resolve(tournament, division) if division is not None else {}
    if division is None or match not in matches:
        return t(_ANY_MATCH, match=match)
    title = division_match_title(division, matches[match], last_rounds(matches))
    return f"{division.name}, {title}" if len(tournament.divisions) > 1 else title


def last_rounds(matches: Mapping[MatchId, Match]) -> dict[str, int]:
    """Return the last round of each bracket of a division, as `bracket_of` names it."""
    last: dict[str, int] = {}
    for match in matches.values():
        bracket = bracket_of(match.id)
        last[bracket] = max(last.get(bracket, 0), match.round)
    return last


def bracket_of(match: MatchId) -> str:
    """Return the bracket of a match: its stage from the second on, and its letter, such as ``W`` or ``2.L``."""
    return in_stage(stage_of(match), id_in_stage(match)[0])


def stage_title(division: Division, number: int) -> str:
    """Return the name of a stage where a division has several: what is played there."""
    stage = division.stage(number)
    if stage.format not in ELIMINATIONS:
        return t("Pools") if stage.pools > 1 else t("Round robin") if stage.format == "round-robin" else t("Rounds")
    brackets = [place for place, other in enumerate(division.stages, start=1) if other.format in ELIMINATIONS]
    if len(brackets) == 1:
        return t("Bracket")
    if len(brackets) == 2:
        return t("Upper bracket") if number == brackets[0] else t("Lower bracket")
    return t("Bracket {number}", number=brackets.index(number) + 1)


def side_name(tournament: Tournament, slot: Slot) -> str:
    """Return the name of a side of a match, or where it comes from."""
    match slot:
        case EntrySlot(entry):
            return tournament.entry_name(entry)
        case PairSlot((first, second)):
            return f"{tournament.entry_name(first)} & {tournament.entry_name(second)}"
        case ByeSlot():
            return t("bye")
        case OpenSlot(origin):
            return _origin_words(origin)
        case WithdrawnSlot(entry):
            return t("{name}, withdrawn", name=tournament.entry_name(entry))


def _origin_words(origin: Origin) -> str:
    match origin:
        case WinnerOf(match):
            return t("winner of {match}", match=match)
        case LoserOf(match):
            return t("loser of {match}", match=match)
        case StagePlace(place=place):
            return t("place {place}", place=place)
        case _:
            return t("late entry")


def result_words(division: Division, match: Match) -> str:
    """Return the score of a match, how it ended if it was not played to its end, or what becomes of it now."""
    result = ", ".join(f"{first}\u2013{second}" for first, second in division.decisions(match.id).scores)
    if match.how not in {None, "played"}:
        return f"{result} ({how_words(match)})" if result else how_words(match)
    if match.status == "reported":
        return t("{score}, reported", score=result)
    if match.status in {"called", "playing"}:
        return t("being played") if match.status == "playing" else t("called")
    return result


def how_words(match: Match) -> str:
    """Return how a match ended that was not played to its end."""
    if match.how == "injury":
        return t("injury")
    return t("split") if match.how == "split" else t("forfeit")


def tournament_size(courts: int, entries: int) -> str:
    """Return how large a tournament is."""
    return t("{courts:court|courts}, {entries:team|teams}", courts=courts, entries=entries)


def minutes_words(least: int, most: int) -> str:
    """Return in how many minutes a match starts."""
    return t("in {minutes} min", minutes=most if least == most else f"{least}–{most}")
