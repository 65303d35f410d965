"""Keys of the desk: what can be done with the chosen match or court, and by which letter."""

from typing import Literal, NamedTuple

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.rows import CourtRow
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.tournament import MatchDecisions

DeskActionName = Literal[
    "call",
    "call-again",
    "missing",
    "all-here",
    "start",
    "show-game",
    "uncall",
    "hold",
    "release",
    "move-up",
    "other-court",
    "feature",
    "forfeit",
    "protest",
    "correct",
    "decide",
    "leaving",
    "swap",
    "open-court",
    "close-court",
    "calling",
]


class DeskAction(NamedTuple):
    """Something that the desk does with a match or a court."""

    letter: str
    caption: str
    tooltip: str
    is_locked: bool = False
    """Whether it asks for the PIN, if the window is locked: it takes something away that was played or won."""


DESK_ACTIONS: dict[DeskActionName, DeskAction] = {
    "call": DeskAction("C", mark_for_translation("Call"), mark_for_translation("Call it to the next free court")),
    "call-again": DeskAction("C", mark_for_translation("Call again"), mark_for_translation("Repeat the call")),
    "missing": DeskAction("M", mark_for_translation("Missing…"), mark_for_translation("A side is not at the court")),
    "all-here": DeskAction("M", mark_for_translation("All here"), mark_for_translation("Both sides are at the court")),
    "start": DeskAction("S", mark_for_translation("Start here"), mark_for_translation("Score it in this window")),
    "show-game": DeskAction("S", mark_for_translation("Show the game"), mark_for_translation("Open it under Play")),
    "uncall": DeskAction(
        "X", mark_for_translation("Back in line"), mark_for_translation("Take the call back; the court is free")
    ),
    "hold": DeskAction("H", mark_for_translation("Hold"), mark_for_translation("Do not call it until it is released")),
    "release": DeskAction("H", mark_for_translation("Release"), mark_for_translation("Let it be called again")),
    "move-up": DeskAction("U", mark_for_translation("Put first"), mark_for_translation("Call it before all others")),
    "other-court": DeskAction("B", mark_for_translation("To a court…"), mark_for_translation("Call it to this court")),
    "feature": DeskAction(
        "T", mark_for_translation("Wait for a court…"), mark_for_translation("Keep it for one court, as the stream’s")
    ),
    "forfeit": DeskAction(
        "F", mark_for_translation("Forfeit…"), mark_for_translation("A side forfeits"), is_locked=True
    ),
    "protest": DeskAction(
        "P", mark_for_translation("Protest…"), mark_for_translation("Hold back what depends on it until you rule")
    ),
    "correct": DeskAction(
        "K", mark_for_translation("Correct…"), mark_for_translation("Change the result, and see what follows")
    ),
    "decide": DeskAction("K", mark_for_translation("Decide…"), mark_for_translation("Rule on this match")),
    "leaving": DeskAction(
        "L",
        mark_for_translation("Leaves…"),
        mark_for_translation("Somebody goes home, and see what follows"),
        is_locked=True,
    ),
    "swap": DeskAction(
        "D", mark_for_translation("Wrong draw…"), mark_for_translation("Two entries change places"), is_locked=True
    ),
    "open-court": DeskAction("O", mark_for_translation("Open"), mark_for_translation("Matches are called to it")),
    "close-court": DeskAction(
        "O", mark_for_translation("Close…"), mark_for_translation("No match is called to it"), is_locked=True
    ),
    "calling": DeskAction(
        "A", mark_for_translation("Calls…"), mark_for_translation("By itself, when you agree, or not at all")
    ),
}


def letters_in_words() -> dict[str, str]:
    """Return what each letter does, for the help: “Hold / Release” for one with two meanings."""
    words: dict[str, list[str]] = {}
    for action in DESK_ACTIONS.values():
        words.setdefault(action.letter, []).append(t(action.caption).rstrip("…"))
    return {letter: " / ".join(dict.fromkeys(captions)) for letter, captions in words.items()}


def match_actions(match: Match, decisions: MatchDecisions) -> list[DeskActionName]:
    """Return what can be done with a match, the most frequent first."""
    if decisions.protest or (match.is_out_of_line and match.status != "not-needed"):
        return ["decide"]
    held: DeskActionName = "release" if decisions.held else "hold"
    missing: DeskActionName = "all-here" if decisions.missing else "missing"
    shown: list[DeskActionName] = ["show-game"] if decisions.games else []
    by_status: dict[MatchStatus, list[DeskActionName]] = {
        "ready": ["call", "other-court", held, "move-up", "feature", "forfeit", "leaving", "swap"],
        "called": ["call-again", missing, "start", "other-court", "uncall", "forfeit", "leaving"],
        "playing": [*shown, "other-court", "uncall", "forfeit", "protest", "leaving"],
        "reported": ["correct", "protest"],
        "over": ["correct", "protest", "leaving"],
        "waiting": [held],
        "not-needed": [],
    }
    return by_status[match.status]


def court_actions(court: CourtRow) -> list[DeskActionName]:
    """Return what can be done with a court."""
    return ["open-court"] if court.status == "closed" else ["calling", "close-court"]
