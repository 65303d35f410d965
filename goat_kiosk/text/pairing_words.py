"""Words for a round that is paired: how many matches, who has none, and why each pair meets."""

from collections.abc import Iterable

from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.tournament.events import PairedMatch, RoundPaired
from goat_kiosk.tournament.formats.reasons import read_reason
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.tournament import Tournament


def pairing_words(tournament: Tournament, paired: RoundPaired) -> list[str]:
    """Return the number of matches, who has none, and each match with its reasons."""
    words = [t("{count:match|matches}", count=len(paired.pairings))]
    if paired.sits:
        names = ", ".join(tournament.entry_name(entry) for entry in paired.sits)
        words.append(" ".join([t("Without a match: {names}.", names=names), *reason_words(paired.reasons)]))
    return [*words, *(_pair_words(tournament, pairing) for pairing in paired.pairings)]


def _pair_words(tournament: Tournament, pairing: PairedMatch) -> str:
    first, second = (
        " & ".join(tournament.entry_name(entry) for entry in entries_of_side(side)) for side in pairing.sides
    )
    return " ".join([t("{first} vs {second}:", first=first, second=second), *reason_words(pairing.reasons)])


def reason_words(codes: Iterable[str]) -> list[str]:
    """Return the sentences of reasons as a log stores them."""
    return [translate_error(reason) for code in codes if (reason := read_reason(code)) is not None]
