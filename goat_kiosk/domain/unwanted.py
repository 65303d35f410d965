"""Words that a venue does not want on its wall, found in what strangers type.

A list is text, one entry a line, so that it can be mended with any editor; what follows a ``#`` is a remark. An entry
is looked for as a whole word, because its letters occur in innocent names too (Dickinson, Essex, Computadora). Where
that is not so, a star says that more may follow or precede: ``nazi*``, ``*fuck*``.

Spelling is no way around it: capitals, accents, digits and signs that stand for letters (``4ss``, ``$hit``), a letter
held down (``fuuuck``), letters apart (``f u c k``, ``f.u.c.k``). Digits beside a word do not hide it. This keeps out
what is typed for fun; whoever tries long enough finds a spelling, and then the scorekeeper takes the player out.
"""

import re
import unicodedata

from goat_kiosk.domain.names import LONGEST_NAME, folded

MOST = 2_000
"""Entries. A name is held against all of them at once, in less than a millisecond."""

_LOOKS = {
    "a": "a4@", "b": "b8", "c": "c(", "e": "e3", "g": "g9", "i": "i1!|", "l": "l1|", "o": "o0", "s": "s5$", "t": "t7+",
    "u": "uv", "v": "vu", "z": "z2",
}  # fmt: skip
"""What is typed for a letter. Only what looks like it: a longer table would find words in innocent names."""

_LETTER = r"[^\W\d_]"
_APART = re.compile(rf"(?<!{_LETTER}){_LETTER}(?:[\W_]+{_LETTER})+(?!{_LETTER})")
"""Single letters, one after another, with anything but letters and digits between them."""


class Unwanted:
    """The entries of a list, ready to be looked for."""

    def __init__(self, text: str) -> None:
        """Read the list `text`; lines without a word in them are passed over."""
        self.entries = entries(text)
        patterns = [_pattern(entry) for entry in self.entries]
        self._any = re.compile("|".join(patterns)) if patterns else None

    def within(self, text: str) -> bool:
        """Whether `text` holds one of the words."""
        if self._any is None:
            return False
        plain = _plain(text)
        return any(self._any.search(form) for form in (plain, _APART.sub(_together, plain)))


def entries(text: str) -> list[str]:
    """Return the entries of a list, as they were written, at most `MOST`."""
    lines = (unicodedata.normalize("NFC", line.partition("#")[0]).strip() for line in text.splitlines())
    return [line[: LONGEST_NAME + 2] for line in lines if any(char.isalnum() for char in line)][:MOST]


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[\W_]+", "", found[0])


def _pattern(entry: str) -> str:
    word = _plain(entry.strip("* "))
    before = "" if entry.startswith("*") else f"(?<!{_LETTER})"
    after = "" if entry.endswith("*") else f"(?!{_LETTER})"
    return before + "".join(map(_typed, word)) + after


def _typed(char: str) -> str:
    """Return what may be typed for a character of a word, once or held down."""
    return r"[\W_]+" if char == " " else f"[{re.escape(_LOOKS.get(char, char))}]+"
