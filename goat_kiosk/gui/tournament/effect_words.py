"""Words for the effect of a command before it is recorded: which matches and places change, and whom to notify."""

from collections.abc import Iterator, Sequence

from goat_kiosk.desk.director import TournamentPreview
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.text.tournament_words import result_words, side_name
from goat_kiosk.tournament.effect import Effect, MatchChange
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import MatchKey, Tournament

_MOST_LISTED = 3


def describe_effect(preview: TournamentPreview) -> str:
    """Return one line or two: the matches that change, the first ones with their sides, and the people to tell."""
    effect = preview.effect
    if not effect.matches:
        return t("No match changes.")
    lines = [t("{matches:match changes|matches change}.", matches=len(effect.matches))]
    lines += filter(None, (_short_line(preview, change) for change in effect.matches[:_MOST_LISTED]))
    if names := [preview.after.players[notice.player].name for notice in effect.notices]:
        lines.append(t("Tell {names}.", names=", ".join(names)))
    return "\n".join(lines)


def _short_line(preview: TournamentPreview, change: MatchChange) -> str:
    match = change.after
    if match is None or match.status == "not-needed":
        return ""
    with use_window_language():
        return f"{match.id}: {_sides(preview.after, match)}"


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


def effect_lines(preview: TournamentPreview, subject: MatchKey | None, followed: Sequence[Match]) -> list[str]:
    """Return a line for each match that changes, for those that `followed` and stand, and for each place."""
    effect, changed = preview.effect, {(change.division, change.match) for change in preview.effect.matches}
    with use_window_language():
        own = [_match_line(preview, change) for change in effect.matches if (change.division, change.match) == subject]
        others = [_match_line(preview, change) for change in _others(effect, subject)]
        stands = [match for match in followed if (match.division, match.id) not in changed]
        return [*own, *others, *(_standing_line(preview.after, match) for match in stands), *_place_lines(preview)]


def _standing_line(after: Tournament, match: Match) -> str:
    return t("{match} stands: {teams}", match=match.id, teams=_in_words(after, match))


def _others(effect: Effect, subject: MatchKey | None) -> list[MatchChange]:
    return [change for change in effect.matches if (change.division, change.match) != subject]


def _match_line(preview: TournamentPreview, change: MatchChange) -> str:
    if change.after is None:
        return t("{match} is gone.", match=change.match)
    if change.before is None:
        return t("{match} is new: {after}", match=change.match, after=_in_words(preview.after, change.after))
    before, after = _sides(preview.before, change.before), _sides(preview.after, change.after)
    old, new = _result(preview.before, change.before), _result(preview.after, change.after)
    if before != after:
        return f"{change.match}: {_joined(before, old)} → {_joined(after, new)}"
    if old != new:
        return f"{change.match}: {before}: {old or '–'} → {new or '–'}"
    return t("{match}: {after}, with other ways on", match=change.match, after=_joined(after, new))


def _in_words(tournament: Tournament, match: Match) -> str:
    return _joined(_sides(tournament, match), _result(tournament, match))


def _sides(tournament: Tournament, match: Match) -> str:
    first, second = (side_name(tournament, slot) for slot in match.sides)
    return t("{first} vs {second}", first=first, second=second)


def _result(tournament: Tournament, match: Match) -> str:
    return result_words(tournament.divisions[match.division], match)


def _joined(sides: str, result: str) -> str:
    return f"{sides} ({result})" if result else sides


def _place_lines(preview: TournamentPreview) -> Iterator[str]:
    for change in preview.effect.places:
        name = preview.after.entry_name(change.entry)
        if change.after is None:
            yield t("{name} is in again.", name=name)
        else:
            yield t("{name}: place {place}", name=name, place=change.after)
