"""Words for a round that is paired: how many matches, who has none, and why each pair meets."""

from collections.abc import Iterable
from typing import NamedTuple

from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.tournament.division_events import PairedMatch, RoundPaired
from goat_kiosk.tournament.formats.reasons import read_reason
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.tournament import Tournament


class PairedWords(NamedTuple):
    """A match of a round, in words."""

    teams: str
    reasons: str


def round_words(tournament: Tournament, paired: RoundPaired) -> list[str]:
    """Return the number of matches, and who has none and why."""
    words = [t("{count:match|matches}", count=len(paired.pairings))]
    if paired.sits:
        names = ", ".join(tournament.entry_name(entry) for entry in paired.sits)
        words.append(" ".join([t("Without a match: {names}.", names=names), *reason_words(paired.reasons)]))
    return words


def pairing_words(tournament: Tournament, paired: RoundPaired) -> list[PairedWords]:
    """Return who plays whom in a round, and why."""
    return [
        PairedWords(_teams(tournament, pairing), " ".join(reason_words(pairing.reasons))) for pairing in paired.pairings
    ]


def _teams(tournament: Tournament, pairing: PairedMatch) -> str:
    first, second = (
        " & ".join(tournament.entry_name(entry) for entry in entries_of_side(side)) for side in pairing.sides
    )
    return t("{first} vs {second}", first=first, second=second)


def reason_words(codes: Iterable[str]) -> list[str]:
    """Return the sentences of reasons as a log stores them."""
    return [translate_error(reason) for code in codes if (reason := read_reason(code)) is not None]
