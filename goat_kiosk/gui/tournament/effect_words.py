"""Words for the effect of a command before it is recorded: which matches change, and who must be told."""

from goat_kiosk.desk.director import TournamentPreview
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.effect import MatchChange

_MOST_LISTED = 3


def describe_effect(preview: TournamentPreview) -> str:
    """Return one line or two: the matches that change, the first ones with their sides, and the people to tell."""
    effect = preview.effect
    if not effect.matches:
        return t("No match changes.")
    lines = [t("{matches:match changes|matches change}.", matches=len(effect.matches))]
    lines += filter(None, (_match_line(preview, change) for change in effect.matches[:_MOST_LISTED]))
    if names := [preview.after.players[notice.player].name for notice in effect.notices]:
        lines.append(t("Tell {names}.", names=", ".join(names)))
    return "\n".join(lines)


def _match_line(preview: TournamentPreview, change: MatchChange) -> str:
    match, tournament = change.after, preview.after
    if match is None or match.status == "not-needed":
        return ""
    with use_window_language():
        first, second = (side_name(tournament, slot) for slot in match.sides)
    return t("{match}: {first} vs {second}", match=match.id, first=first, second=second)
