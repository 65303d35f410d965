"""Key bindings: the actions of play, the profiles that give them keys, and the checks for conflicts.

The keys of a side belong to the side of the screen, not to a team, so after `sides` swapped the teams the left hand
still scores the player on the left. A key is stored in Qt's portable text (``Q``, ``Num+7``, ``Ctrl+Z``). Built-in
profiles never change; a change to one makes a copy.
"""

from typing import Literal, get_args

import msgspec
from PySide6.QtGui import QKeySequence

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.settings.key_places import canonical_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.text.i18n import mark_for_translation

KeyAction = Literal[
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
ACTIONS: tuple[KeyAction, ...] = get_args(KeyAction)

ACTION_NAMES: dict[KeyAction, str] = {
    "left-hole": mark_for_translation("Hole, left side"),
    "left-board": mark_for_translation("Board, left side"),
    "left-off": mark_for_translation("Off, left side"),
    "left-foul": mark_for_translation("Foul, left side"),
    "right-hole": mark_for_translation("Hole, right side"),
    "right-board": mark_for_translation("Board, right side"),
    "right-off": mark_for_translation("Off, right side"),
    "right-foul": mark_for_translation("Foul, right side"),
    "due-hole": mark_for_translation("Hole, whoever is due"),
    "due-board": mark_for_translation("Board, whoever is due"),
    "due-off": mark_for_translation("Off, whoever is due"),
    "due-foul": mark_for_translation("Foul, whoever is due"),
    "rest-off": mark_for_translation("The rest are off"),
    "whole-round": mark_for_translation("Enter a whole round"),
    "undo": mark_for_translation("Undo"),
    "redo": mark_for_translation("Redo"),
    "previous-bag": mark_for_translation("Choose the bag before"),
    "next-bag": mark_for_translation("Choose the bag after"),
    "calls": mark_for_translation("Fouls and calls"),
    "players": mark_for_translation("Players and teams"),
    "answer-1": mark_for_translation("First answer to a question"),
    "answer-2": mark_for_translation("Second answer"),
    "answer-3": mark_for_translation("Third answer"),
    "swap-sides": mark_for_translation("Swap the sides of this game"),
    "mute": mark_for_translation("Sound on or off"),
}

RESERVED = {
    **{f"Ctrl+{number}": mark_for_translation("shows the court of that number") for number in range(1, 10)},
    "Ctrl+N": mark_for_translation("sets up a new game"),
    "Ctrl+P": mark_for_translation("shows the scorer phones"),
    "Ctrl+T": mark_for_translation("opens the scoreboard on the TV"),
    "F11": mark_for_translation("fills the screen"),
    "Esc": mark_for_translation("leaves whatever is open"),
    "Tab": mark_for_translation("goes to the next button"),
    "Shift+Tab": mark_for_translation("goes to the button before"),
    "Space": mark_for_translation("presses the button that has the keyboard"),
    "Return": mark_for_translation("confirms"),
    "Enter": mark_for_translation("confirms"),
    "Num+Enter": mark_for_translation("confirms"),
}
"""Keys with a fixed meaning, which no profile may take."""

_MAX_KEYS = 4
_CAPS = {
    "Backspace": "⌫",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Del": "Del",
    "PgUp": "Pg↑",
    "PgDown": "Pg↓",
}

KeyName = str


class Profile(msgspec.Struct, frozen=True):
    """A named set of key bindings; an action that is not listed has no key."""

    name: str
    keys: dict[KeyAction, tuple[KeyName, ...]]

    def keys_of(self, action: KeyAction) -> tuple[KeyName, ...]:
        """Return the keys of `action`."""
        return self.keys.get(action, ())


def _profile(name: str, **keys: str) -> Profile:
    """Return a built-in profile from its keys, written with spaces between them."""
    bindings = {action: tuple(keys[action.replace("-", "_")].split()) for action in ACTIONS}
    return Profile(name, bindings)


_SHARED = {
    "answer_1": "F1",
    "answer_2": "F2",
    "answer_3": "F3",
    "previous_bag": "Left",
    "next_bag": "Right",
}

LETTERS = _profile(
    mark_for_translation("Letters"),
    left_hole="Q",
    left_board="W",
    left_off="E",
    left_foul="R",
    right_hole="U",
    right_board="I",
    right_off="O",
    right_foul="P",
    due_hole="1",
    due_board="2",
    due_off="3",
    due_foul="4",
    rest_off="0",
    whole_round="N",
    calls="F",
    players="L",
    swap_sides="S",
    mute="M",
    undo="Backspace Ctrl+Z",
    redo="Ctrl+Y Ctrl+Shift+Z",
    **_SHARED,
)
NUMPAD = _profile(
    mark_for_translation("Number block"),
    left_hole="Num+7",
    left_board="Num+4",
    left_off="Num+1",
    left_foul="Num+/",
    right_hole="Num+9",
    right_board="Num+6",
    right_off="Num+3",
    right_foul="Num+-",
    due_hole="Num+8",
    due_board="Num+5",
    due_off="Num+2",
    due_foul="Num+*",
    rest_off="Num+0",
    whole_round="N",
    calls="F",
    players="L",
    swap_sides="S",
    mute="M",
    undo="Num+. Backspace Ctrl+Z",
    redo="Ctrl+Y Ctrl+Shift+Z",
    **_SHARED,
)
ONE_HAND = _profile(
    mark_for_translation("One hand"),
    left_hole="Q",
    left_board="W",
    left_off="E",
    left_foul="R",
    right_hole="A",
    right_board="S",
    right_off="D",
    right_foul="F",
    due_hole="1",
    due_board="2",
    due_off="3",
    due_foul="4",
    rest_off="X",
    whole_round="C",
    calls="V",
    players="6",
    swap_sides="B",
    mute="5",
    undo="Z Backspace Ctrl+Z",
    redo="Shift+Z Ctrl+Y",
    **(_SHARED | {"previous_bag": "G Left", "next_bag": "T Right"}),
)
BUILT_IN: tuple[Profile, ...] = (LETTERS, NUMPAD, ONE_HAND)
"""Letters: one hand for each side. Number pad: its three columns are the left side, the team that is due, and the right
side, each from hole (top) over board to off. One hand: all keys are under the left hand.
"""


def key_caption(key: KeyName) -> str:
    """Return a key as it is printed on a button."""
    last = key.removeprefix("Num+")
    return _CAPS.get(last, last)


def normalize_key(text: str) -> KeyName:
    """Return `text` in Qt's portable form, or an empty string if it is not a key."""
    return canonical_key(QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText))


def find_conflict(profile: Profile, action: KeyAction, key: KeyName) -> str | None:
    """Return why `key` cannot be given to `action`, as a sentence, or None when it can."""
    if not key or "," in key.removesuffix(","):
        return t("That is not one key. Press a single key, alone or with Ctrl, Alt or Shift.")
    if key in RESERVED:
        return t("{key} {what_it_does}. Choose another key.", key=key, what_it_does=t(RESERVED[key]))
    for other_action in ACTIONS:
        if other_action != action and key in profile.keys_of(other_action):
            return t(
                "{key} is already “{action}”. Take it away there first, or choose another key.",
                key=key,
                action=t(ACTION_NAMES[other_action]),
            )
    return None


def add_key(profile: Profile, action: KeyAction, key: KeyName) -> Profile:
    """Return the profile with `key` as the only key of `action`. Raises `InvalidValue` if the key is in use."""
    if (sentence := find_conflict(profile, action, key)) is not None:
        raise InvalidValue(sentence)
    return Profile(profile.name, profile.keys | {action: (key,)})


def remove_keys(profile: Profile, action: KeyAction) -> Profile:
    """Return the profile with no key for `action`."""
    return Profile(profile.name, profile.keys | {action: ()})


def export_profile(profile: Profile) -> bytes:
    """Return the profile as the file that `import_profile` reads."""
    return msgspec.json.format(msgspec.json.encode(profile), indent=1) + b"\n"


def import_profile(body: bytes) -> Profile:
    """Return the profile in `body`, the bytes of a file. Raises `InvalidValue` if the file is invalid."""
    try:
        read = msgspec.json.decode(to_utf8(body), type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidValue("This file holds no keys of GOaT Kiosk: {error}.", error=error) from error
    name = clean_text(read.name, MAX_NAME_LENGTH) or t("Imported")
    profile = Profile(name, {action: tuple(normalize_key(key) for key in keys) for action, keys in read.keys.items()})
    validate(profile)
    return profile


def validate(profile: Profile) -> None:
    """Raise `InvalidValue` when a key of the profile clashes, or an action has too many."""
    for action, keys in profile.keys.items():
        if len(keys) > _MAX_KEYS:
            raise InvalidValue(
                "“{action}” has {count} keys; {most} are the most.",
                action=ACTION_NAMES[action],
                count=len(keys),
                most=_MAX_KEYS,
            )
        for key in keys:
            if (sentence := find_conflict(profile, action, key)) is not None:
                raise InvalidValue(sentence)
