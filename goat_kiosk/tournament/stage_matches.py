"""Matches of a stage: whether all of them are over, and which of them count in its table."""

from collections.abc import Iterable, Mapping

from goat_kiosk.tournament.brackets.match_ids import MatchId, stage_of
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.paired_stage import lacks_rounds
from goat_kiosk.tournament.tournament import Division, Entry


def stage_matches(matches: Mapping[MatchId, Match], stage: int) -> list[Match]:
    """Return the matches of one stage, in the order of play."""
    return [match for match in matches.values() if stage_of(match.id) == stage]


def is_stage_over(
    entries: Mapping[int, Entry], division: Division, number: int, matches: Mapping[MatchId, Match]
) -> bool:
    """Whether every match of a stage is over, and every round of it is paired."""
    own = stage_matches(matches, number)
    if not own or any(match.status not in {"over", "not-needed"} for match in own):
        return False
    return number not in division.paired or not lacks_rounds(entries, division, number, matches)


def matches_that_count(entries: Mapping[int, Entry], division: Division, matches: Iterable[Match]) -> list[Match]:
    """Return the matches that count in a table: all, but of an entry that left none if it had not played half of them.

    That is FIDE's rule for a round robin (C.05): otherwise its forfeits would decide among the others. Where rounds are
    paired one by one, who has left is paired no more, and what the others have played with them counts.
    """
    matches = list(matches)
    if matches and matches[0].stage in division.paired:
        return matches
    own: dict[int, list[Match]] = {}
    for match in matches:
        for entry in match.entries:
            if entries[entry].status == "withdrawn":
                own.setdefault(entry, []).append(match)
    out = {
        entry for entry, found in own.items() if 2 * sum(_was_played(division, match) for match in found) < len(found)
    }
    return [match for match in matches if out.isdisjoint(match.entries)]


def _was_played(division: Division, match: Match) -> bool:
    return division.decisions(match.id).result is not None
