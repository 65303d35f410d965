"""Words for the effect of a correction: one sentence, and a line for each match and place that changes."""

from collections.abc import Iterator

from goat_kiosk.desk.director import TournamentPreview
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.text.tournament_words import result_words, side_name
from goat_kiosk.tournament.effect import Effect, MatchChange
from goat_kiosk.tournament.resolving import Match
from goat_kiosk.tournament.tournament import MatchKey, Tournament


def effect_sentence(effect: Effect, subject: MatchKey | None) -> str:
    """Return in one sentence what a correction changes besides its own match."""
    others = _others(effect, subject)
    if not others:
        return t("Nothing else changes.") if not effect.places else t("No other match changes, only places.")
    begun = [change.match for change in others if change.before and change.before.status in _BEGUN]
    waiting = [change.match for change in others if change.match not in begun]
    sentences = []
    if waiting:
        sentences.append(t("Not called yet, so they just change: {matches}.", matches=", ".join(waiting)))
    if begun:
        sentences.append(t("Called or played already: {matches}.", matches=", ".join(begun)))
    return " ".join(sentences)


_BEGUN = {"called", "playing", "reported", "over"}


def effect_lines(preview: TournamentPreview, subject: MatchKey | None) -> list[str]:
    """Return a line for each other match that changes, then one for each place."""
    effect = preview.effect
    with use_window_language():
        lines = [_match_line(preview, change) for change in _others(effect, subject)]
        return [*lines, *_place_lines(preview.after, effect)]


def _others(effect: Effect, subject: MatchKey | None) -> list[MatchChange]:
    return [change for change in effect.matches if (change.division, change.match) != subject]


def _match_line(preview: TournamentPreview, change: MatchChange) -> str:
    if change.after is None:
        return t("{match} is gone.", match=change.match)
    after = _in_words(preview.after, change.after)
    if change.before is None:
        return t("{match} is new: {after}", match=change.match, after=after)
    before = _in_words(preview.before, change.before)
    if before == after:
        return t("{match}: {after}, with other ways on", match=change.match, after=after)
    return f"{change.match}: {before} → {after}"


def _in_words(tournament: Tournament, match: Match) -> str:
    first, second = (side_name(tournament, slot) for slot in match.sides)
    teams = t("{first} vs {second}", first=first, second=second)
    result = result_words(tournament.divisions[match.division], match)
    return f"{teams} ({result})" if result else teams


def _place_lines(after: Tournament, effect: Effect) -> Iterator[str]:
    for change in effect.places:
        name = after.entry_name(change.entry)
        if change.after is None:
            yield t("{name} is in again.", name=name)
        else:
            yield t("{name}: place {place}", name=name, place=change.after)
