"""Key bindings: the actions of play, the profiles that give them keys, and the checks for conflicts.

The keys of a side belong to the side of the screen, not to a team, so after `sides` swapped the teams the left hand
still scores the player on the left. A key is stored in Qt's portable text (``Q``, ``Num+7``, ``Ctrl+Z``). Built-in
profiles never change; a change to one makes a copy.
"""

import msgspec
from PySide6.QtGui import QKeySequence

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.settings.action_specs import FOCUS_KEYS, PROFILE_ACTIONS, SPECS, ProfileAction, overlap
from goat_kiosk.gui.settings.key_places import canonical_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.text.i18n import mark_for_translation

_MAX_KEYS = 4
_FORMER_ANSWERS: dict[ProfileAction, str] = {"answer-1": "F1", "answer-2": "F2", "answer-3": "F3"}
_CAPS = {
    "Return": "Enter",
    "Backspace": "⌫",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Del": "Del",
    "PgUp": "Pg↑",
    "PgDown": "Pg↓",
}

_NAMED_KEYS = (
    mark_for_translation("Backspace"),
    mark_for_translation("Return"),
    mark_for_translation("Left"),
    mark_for_translation("Right"),
    mark_for_translation("Up"),
    mark_for_translation("Down"),
    mark_for_translation("Space"),
    mark_for_translation("Home"),
    mark_for_translation("Ins"),
    mark_for_translation("Del"),
    mark_for_translation("PgUp"),
    mark_for_translation("PgDown"),
)

KeyName = str


class Profile(msgspec.Struct, frozen=True):
    """A named set of key bindings; an action that is not listed has no key."""

    name: str
    keys: dict[ProfileAction, tuple[KeyName, ...]]

    def keys_of(self, action: ProfileAction) -> tuple[KeyName, ...]:
        """Return the keys of `action`."""
        return self.keys.get(action, ())


def _profile(name: str, **keys: str) -> Profile:
    """Return a built-in profile from its keys, written with spaces between them."""
    bindings = {action: tuple(keys[action.replace("-", "_")].split()) for action in PROFILE_ACTIONS}
    return Profile(name, bindings)


_SHARED = {
    "answer_1": "F2",
    "answer_2": "F3",
    "answer_3": "F4",
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


def spoken_key(key: KeyName) -> str:
    """Return a key as a screen reader says it: a named key in the window's language."""
    return t(key) if key in _NAMED_KEYS else key


def key_caption(key: KeyName) -> str:
    """Return a key as it is printed on a button."""
    modifiers, plus, last = key.removeprefix("Num+").rpartition("+")
    return f"{modifiers}{plus}{_CAPS.get(last, last)}"


def normalize_key(text: str) -> KeyName:
    """Return `text` in Qt's portable form, or an empty string if it is not a key."""
    return canonical_key(QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText))


def find_conflict(profile: Profile, action: ProfileAction, key: KeyName) -> str | None:
    """Return why `key` cannot be given to `action`, as a sentence, or None when it can."""
    if not key or "," in key.removesuffix(","):
        return t("That is not one key. Press a single key, alone or with Ctrl, Alt or Shift.")
    if key in FOCUS_KEYS:
        return _taken(key, FOCUS_KEYS[key])
    for other, spec in SPECS.items():
        if other == action or not overlap(spec.scope, SPECS[action].scope):
            continue
        if key in spec.keys:
            return _taken(key, spec.text)
        if other in PROFILE_ACTIONS and key in profile.keys_of(other):
            return t(
                "{key} is already “{action}”. Take it away there first, or choose another key.",
                key=key,
                action=t(spec.text),
            )
    return None


def _taken(key: KeyName, text: str) -> str:
    return t("{key} is always “{action}”. Choose another key.", key=key, action=t(text))


def _with_new_answers(profile: Profile) -> Profile:
    """Return the profile with the answers of today, if it has those of the versions before help had F1."""
    if any(profile.keys.get(action) != (key,) for action, key in _FORMER_ANSWERS.items()):
        return profile
    return Profile(profile.name, profile.keys | {action: LETTERS.keys_of(action) for action in _FORMER_ANSWERS})


def without_conflicts(profile: Profile) -> Profile:
    """Return the profile without the keys that an action of every profile has taken since it was saved.

    An action that would lose its only key gets that of the first built-in profile, if it is free.
    """
    profile, fixed = _with_new_answers(profile), Profile(profile.name, {})
    kept = {
        action: tuple(key for key in keys if find_conflict(fixed, action, key) is None)
        for action, keys in profile.keys.items()
    }
    used = {key for keys in kept.values() for key in keys}
    for action, keys in profile.keys.items():
        if keys and not kept[action]:
            kept[action] = tuple(key for key in LETTERS.keys_of(action) if key not in used)
    return Profile(profile.name, kept)


def add_key(profile: Profile, action: ProfileAction, key: KeyName) -> Profile:
    """Return the profile with `key` as the only key of `action`. Raises `InvalidValue` if the key is in use."""
    if (sentence := find_conflict(profile, action, key)) is not None:
        raise InvalidValue(sentence)
    return Profile(profile.name, profile.keys | {action: (key,)})


def remove_keys(profile: Profile, action: ProfileAction) -> Profile:
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
    profile = _with_new_answers(profile)
    validate(profile)
    return profile


def validate(profile: Profile) -> None:
    """Raise `InvalidValue` when a key of the profile clashes, or an action has too many."""
    for action, keys in profile.keys.items():
        if len(keys) > _MAX_KEYS:
            raise InvalidValue(
                "“{action}” has {count} keys; {most} are the most.",
                action=SPECS[action].text,
                count=len(keys),
                most=_MAX_KEYS,
            )
        for key in keys:
            if (sentence := find_conflict(profile, action, key)) is not None:
                raise InvalidValue(sentence)
