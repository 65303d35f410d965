"""Reasons of a pairing: why these meet, or why somebody sits out, as a log stores them and as a sentence says them.

The log has no sentences, because a wall and a phone may read it in different languages: it has a word and numbers.
"""

from typing import NamedTuple

from goat_kiosk.errors import Message


class PairingReason(NamedTuple):
    """A reason: its kind, and the numbers that its sentence names."""

    kind: str
    numbers: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """The reason as the log stores it."""
        return " ".join([self.kind, *map(str, self.numbers)])

    @property
    def sentence(self) -> Message:
        """The reason in words."""
        template, names = _SENTENCES[self.kind]
        return Message(template.template, **dict(zip(names, self.numbers, strict=True)))


def read_reason(code: str) -> Message | None:
    """Return the sentence of a reason in a log; None for one that a newer GOaT Kiosk wrote."""
    kind, *numbers = code.split(" ")
    if kind not in _SENTENCES or len(numbers) != len(_SENTENCES[kind][1]):
        return None
    return PairingReason(kind, tuple(map(int, numbers))).sentence


_SENTENCES: dict[str, tuple[Message, tuple[str, ...]]] = {
    # Swiss
    "first": (Message("Neither has played yet."), ()),
    "same-wins": (Message("Both have {wins:win|wins}."), ("wins",)),
    "close-wins": (
        Message("{more:win|wins} against {fewer}: the closest records with which nobody has to meet again."),
        ("more", "fewer"),
    ),
    "again": (Message("They meet again: no pairing of this round is without a repeat."), ()),
    "bye-first": (Message("The bye: the lowest record of those who have had none."), ()),
    "bye-fewest": (Message("The bye: the lowest record of those who have had the fewest."), ()),
    "bye-record": (Message("The bye: the lowest record with which nobody has to meet the same side again."), ()),
    "bye-again": (Message("A bye again: with any other bye somebody would meet the same side again."), ()),
    # Switch
    "new": (Message("Nobody here has met before."), ()),
    "new-partners": (Message("New partners; {count:pair has|pairs have} been opponents before."), ("count",)),
    "met-as-partners": (Message("New partners; some have played together before."), ()),
    "partners-again": (Message("Partners again: there was no other way to fill this game."), ()),
    "whist": (Message("From the schedule in which everybody plays with everybody once."), ()),
    "fills": (Message("{count:player fills|players fill} in, and this game does not count for them."), ("count",)),
}
