"""Table of the window's actions: the group, caption, scope, fixed keys and icon of each.

Buttons, key caps, the page of keys and the help page read this one table, so a key that one action has cannot be given
to another that can be pressed at the same time. Actions without fixed keys take theirs from a profile (`keymap`).
"""

from typing import Literal, NamedTuple, get_args

from goat_kiosk.text.i18n import mark_for_translation

ProfileAction = Literal[
    "left-hole",
    "left-board",
    "left-off",
    "left-foul",
    "right-hole",
    "right-board",
    "right-off",
    "right-foul",
    "due-hole",
    "due-board",
    "due-off",
    "due-foul",
    "rest-off",
    "whole-round",
    "undo",
    "redo",
    "previous-bag",
    "next-bag",
    "calls",
    "players",
    "answer-1",
    "answer-2",
    "answer-3",
    "swap-sides",
    "mute",
]
"""An action whose keys belong to the profile in use."""
FixedAction = Literal[
    "help",
    "say-score",
    "show-play",
    "show-tournament",
    "show-history",
    "show-players",
    "show-displays",
    "show-settings",
    "back",
    "new-game",
    "draw",
    "start-game",
    "open-lobby",
    "accept-join",
    "refuse-join",
    "scorer-phones",
    "tv",
    "full-screen",
    "close",
    "court-1",
    "court-2",
    "court-3",
    "court-4",
    "court-5",
    "court-6",
    "court-7",
    "court-8",
    "court-9",
]
"""An action whose keys never change."""
ActionName = ProfileAction | FixedAction

Group = Literal["Score", "Correct", "Game", "Tournament", "Answer", "Go to", "Window"]
GROUPS: dict[Group, str] = {
    "Score": mark_for_translation("Score a bag"),
    "Correct": mark_for_translation("Correct"),
    "Game": mark_for_translation("The game"),
    "Tournament": mark_for_translation("The tournament"),
    "Answer": mark_for_translation("Answer a question"),
    "Go to": mark_for_translation("Go to"),
    "Window": mark_for_translation("The window"),
}
Scope = Literal["always", "play", "setup"]
"""Where an action can be pressed; setup is before the game starts. Actions of different pages may share a key."""


class ActionSpec(NamedTuple):
    """What an action is called, and where it is found."""

    group: Group
    text: str
    """The caption, in English."""
    scope: Scope = "always"
    keys: tuple[str, ...] = ()
    """The fixed keys, in Qt's portable form; empty for an action of the profile."""
    icon: str = ""
    """The name of its icon in `resources/icons`."""


PROFILE_ACTIONS: tuple[ProfileAction, ...] = get_args(ProfileAction)

SPECS: dict[ActionName, ActionSpec] = {
    "left-hole": ActionSpec("Score", mark_for_translation("Hole, left side"), "play"),
    "left-board": ActionSpec("Score", mark_for_translation("Board, left side"), "play"),
    "left-off": ActionSpec("Score", mark_for_translation("Off, left side"), "play"),
    "left-foul": ActionSpec("Score", mark_for_translation("Foul, left side"), "play"),
    "right-hole": ActionSpec("Score", mark_for_translation("Hole, right side"), "play"),
    "right-board": ActionSpec("Score", mark_for_translation("Board, right side"), "play"),
    "right-off": ActionSpec("Score", mark_for_translation("Off, right side"), "play"),
    "right-foul": ActionSpec("Score", mark_for_translation("Foul, right side"), "play"),
    "due-hole": ActionSpec("Score", mark_for_translation("Hole, whoever is due"), "play"),
    "due-board": ActionSpec("Score", mark_for_translation("Board, whoever is due"), "play"),
    "due-off": ActionSpec("Score", mark_for_translation("Off, whoever is due"), "play"),
    "due-foul": ActionSpec("Score", mark_for_translation("Foul, whoever is due"), "play"),
    "rest-off": ActionSpec("Score", mark_for_translation("Remaining bags off"), "play"),
    "whole-round": ActionSpec("Score", mark_for_translation("Enter a round total"), "play"),
    "undo": ActionSpec("Correct", mark_for_translation("Undo")),
    "redo": ActionSpec("Correct", mark_for_translation("Redo")),
    "previous-bag": ActionSpec("Correct", mark_for_translation("Choose the bag before"), "play"),
    "next-bag": ActionSpec("Correct", mark_for_translation("Choose the bag after"), "play"),
    "calls": ActionSpec("Game", mark_for_translation("Fouls and rulings"), "play"),
    "say-score": ActionSpec("Game", mark_for_translation("Say the score and who throws"), keys=("Ctrl+I",)),
    "players": ActionSpec("Game", mark_for_translation("Players and teams")),
    "answer-1": ActionSpec("Answer", mark_for_translation("First answer to a question")),
    "answer-2": ActionSpec("Answer", mark_for_translation("Second answer")),
    "answer-3": ActionSpec("Answer", mark_for_translation("Third answer")),
    "swap-sides": ActionSpec("Game", mark_for_translation("Swap the sides of this game")),
    "mute": ActionSpec("Window", mark_for_translation("Sound on or off")),
    "help": ActionSpec("Go to", mark_for_translation("Help"), keys=("F1",), icon="help"),
    "show-play": ActionSpec("Go to", mark_for_translation("Play"), keys=("F5",), icon="play"),
    "show-tournament": ActionSpec("Go to", mark_for_translation("Tournament"), keys=("F6",), icon="tournament"),
    "show-history": ActionSpec("Go to", mark_for_translation("History"), keys=("F7",), icon="history"),
    "show-players": ActionSpec("Go to", mark_for_translation("Players"), keys=("F8",), icon="players"),
    "show-displays": ActionSpec("Go to", mark_for_translation("Displays"), keys=("F9",), icon="displays"),
    "show-settings": ActionSpec("Go to", mark_for_translation("Settings"), keys=("F10",), icon="settings"),
    "back": ActionSpec("Go to", mark_for_translation("Back"), keys=("Esc",)),
    "new-game": ActionSpec("Game", mark_for_translation("New game"), keys=("Ctrl+N",)),
    "draw": ActionSpec("Game", mark_for_translation("The draw of a tournament"), keys=("Ctrl+D",)),
    "start-game": ActionSpec("Game", mark_for_translation("Start game"), "setup", ("Return", "Enter")),
    "open-lobby": ActionSpec(
        "Game", mark_for_translation("Let players join first"), "setup", ("Ctrl+Return", "Ctrl+Enter")
    ),
    "accept-join": ActionSpec("Game", mark_for_translation("Accept who asks to join"), "setup", ("Y",)),
    "refuse-join": ActionSpec("Game", mark_for_translation("Decline who asks to join"), "setup", ("N",)),
    "scorer-phones": ActionSpec("Window", mark_for_translation("Scorer phones"), keys=("Ctrl+P",)),
    "tv": ActionSpec("Window", mark_for_translation("Scoreboard on the TV"), keys=("Ctrl+T",)),
    "full-screen": ActionSpec("Window", mark_for_translation("Full screen"), keys=("F11",)),
    "close": ActionSpec("Window", mark_for_translation("Close the window"), keys=("Ctrl+Q",)),
    "court-1": ActionSpec("Go to", mark_for_translation("First court"), keys=("Ctrl+1",)),
    "court-2": ActionSpec("Go to", mark_for_translation("Second court"), keys=("Ctrl+2",)),
    "court-3": ActionSpec("Go to", mark_for_translation("Third court"), keys=("Ctrl+3",)),
    "court-4": ActionSpec("Go to", mark_for_translation("Fourth court"), keys=("Ctrl+4",)),
    "court-5": ActionSpec("Go to", mark_for_translation("Fifth court"), keys=("Ctrl+5",)),
    "court-6": ActionSpec("Go to", mark_for_translation("Sixth court"), keys=("Ctrl+6",)),
    "court-7": ActionSpec("Go to", mark_for_translation("Seventh court"), keys=("Ctrl+7",)),
    "court-8": ActionSpec("Go to", mark_for_translation("Eighth court"), keys=("Ctrl+8",)),
    "court-9": ActionSpec("Go to", mark_for_translation("Ninth court"), keys=("Ctrl+9",)),
}
"""Every action, in the order in which help lists them. The function keys follow the menu from top to bottom; those in
between answer questions (F2 to F4).
"""

COURT_ACTIONS: tuple[ActionName, ...] = tuple(name for name in SPECS if name.startswith("court-"))
"""The courts from the top of the rail on."""

FOCUS_KEYS = {
    "Tab": mark_for_translation("Go to the next button"),
    "Shift+Tab": mark_for_translation("Go to the button before"),
    "Space": mark_for_translation("Press the button that has the keyboard"),
    "Return": mark_for_translation("Confirm"),
    "Enter": mark_for_translation("Confirm"),
    "Num+Enter": mark_for_translation("Confirm"),
}
"""Keys that belong to Qt, so that every button can be reached without a mouse; no profile may take them."""


def overlap(first: Scope, second: Scope) -> bool:
    """Return whether actions of these scopes can be pressed at the same time."""
    return first == second or "always" in {first, second}
