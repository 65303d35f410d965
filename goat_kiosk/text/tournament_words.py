"""Words for a tournament: what the window, the pages and the paper call its rounds, matches and sides."""

from collections.abc import Mapping

from goat_kiosk.text.i18n import mark_for_translation, t
from goat_kiosk.tournament.brackets.bracket import LoserOf, MatchId, WinnerOf
from goat_kiosk.tournament.resolving import Match, resolve
from goat_kiosk.tournament.slots import ByeSlot, EntrySlot, OpenSlot, Slot
from goat_kiosk.tournament.tournament import Division, Tournament


def round_title(match: MatchId, round_number: int, last_round: int, *, is_double: bool) -> str:
    """Return the name of a match's round; `last_round` is the last one of the same bracket.

    The last rounds of a single elimination are the quarterfinals, the semifinals and the final.
    """
    if round_number == 0:
        return t("Late entries")
    if match.startswith("W") and is_double:
        return t("Winners bracket, round {number}", number=round_number)
    if match.startswith("W"):
        return _single_round(round_number, last_round)
    if match.startswith("L"):
        return t("Losers bracket, round {number}", number=round_number)
    return {"F": t("Final"), "T": t("Third place")}.get(match[0], t("Matches"))


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
    if match == "F-2":
        return mark_for_translation("Second final {match}")
    if match.startswith("T"):
        return mark_for_translation("Third place {match}")
    if match.startswith("F"):
        return _SINGLE_MATCHES[0]
    return _SINGLE_MATCHES.get(rounds_after, _ANY_MATCH) if match.startswith("W") and not is_double else _ANY_MATCH


def fixture_title(tournament: Tournament, division_number: int, match: MatchId) -> str:
    """Return the name of the match that a game belongs to, with its division where there are several."""
    division = tournament.divisions.get(division_number)
    matches = resolve(tournament, division) if division is not None else {}
    if division is None or match not in matches:
        return t(_ANY_MATCH, match=match)
    last, is_double = last_rounds(matches)[match[0]], division.stages[0].format == "double"
    title = match_title(match, matches[match].round, last, is_double=is_double)
    return f"{division.name}, {title}" if len(tournament.divisions) > 1 else title


def last_rounds(matches: Mapping[MatchId, Match]) -> dict[str, int]:
    """Return the last round of each bracket of a division, by the letter of its matches' ids."""
    last: dict[str, int] = {}
    for match in matches.values():
        last[match.id[0]] = max(last.get(match.id[0], 0), match.round)
    return last


def side_name(tournament: Tournament, slot: Slot) -> str:
    """Return the name of a side of a match, or where it comes from."""
    match slot:
        case EntrySlot(entry):
            return tournament.entry_name(entry)
        case ByeSlot():
            return t("bye")
        case OpenSlot(WinnerOf(match)):
            return t("winner of {match}", match=match)
        case OpenSlot(LoserOf(match)):
            return t("loser of {match}", match=match)
        case OpenSlot():
            return t("late entry")
        case _:
            return t("{name}, withdrawn", name=tournament.entry_name(slot.withdrawn))


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
