"""Words for a draw: what it knew of the people, and what was changed since, with the reasons for everybody."""

from collections.abc import Iterator

import msgspec

from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.division_events import StrengthCounts
from goat_kiosk.tournament.tournament import Division, DrawChange, Tournament


def draw_notes(tournament: Tournament, division: Division) -> Iterator[str]:
    """Yield what everybody may know of the draw of a division, a sentence each."""
    if division.draw is not None and division.draw.strengths is not None:
        yield strength_words(division.draw.strengths)
    for change in division.draw_changes:
        yield _change_words(tournament, change)


def strength_words(strengths: StrengthCounts) -> str:
    """Return of how many people a draw knows the strength, and where the others are."""
    return t(
        "By strength: {rated} by rating, {graded} by grade, {unknown} unknown, who are in the middle",
        **msgspec.structs.asdict(strengths),
    )


def _change_words(tournament: Tournament, change: DrawChange) -> str:
    names = [tournament.entry_name(entry) for entry in change.entries if entry in tournament.entries]
    if len(names) < len(change.entries) or not names:
        return t("Drawn again: {reason}", reason=change.reason)
    first, second = names
    if change.kind == "pair-redrawn":
        return t("New partners: {first}, {second}: {reason}", first=first, second=second, reason=change.reason)
    return t("Changed places: {first}, {second}: {reason}", first=first, second=second, reason=change.reason)
