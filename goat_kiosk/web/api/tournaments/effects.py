"""Effects of a write before it is recorded: the matches, places and people that it touches, and a sentence."""

from goat_kiosk.desk.director import TournamentPreview
from goat_kiosk.errors import Message
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.tournament.state.matches import encode_every_match
from goat_kiosk.web.api.tournaments.answers import ChangedMatch, ChangedPlace, EffectPreview, PlayerNotice


def encode_effect(preview: TournamentPreview) -> EffectPreview:
    """Return what a write would change, in the current language."""
    matches, effect = _changed_matches(preview), preview.effect
    return EffectPreview(
        matches,
        [ChangedPlace(*place) for place in effect.places],
        [PlayerNotice(notice.player, translate_error(notice.why)) for notice in effect.notices],
        translate_error(_sentence(matches, len(effect.places), len(effect.notices))),
    )


def _changed_matches(preview: TournamentPreview) -> list[ChangedMatch]:
    before, after = encode_every_match(preview.before), encode_every_match(preview.after)
    return [
        ChangedMatch(match, division, before.get((division, match)), after.get((division, match)))
        for division, match in after | before
        if before.get((division, match)) != after.get((division, match))
    ]


def _sentence(matches: list[ChangedMatch], places: int, people: int) -> Message:
    if not matches and not places:
        return Message("No match and no place changes.")
    out_of_line = sum(bool(changed.after and changed.after.out_of_line) for changed in matches)
    return Message(
        "Matches that change: {matches}, of them out of line: {out_of_line}. Places that change: {places}. People to "
        "tell: {people}.",
        matches=len(matches),
        out_of_line=out_of_line,
        places=places,
        people=people,
    )
