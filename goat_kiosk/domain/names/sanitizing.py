"""Sanitizing of names from strangers, once, before they become part of an event.

Escaping belongs to the renderer; this module removes only what no name needs: control characters (they forge log lines
and SSE fields) and bidirectional overrides (they reverse the text beside a name).
"""

import re
import unicodedata

from goat_kiosk.errors import InvalidValue

MAX_NAME_LENGTH = 32
"""Characters. The longest name that still fits half a phone's screen at the smallest readable size."""

MAX_REASON_LENGTH = 140

MAX_MARKS = 3
"""Combining marks on one letter. Vietnamese, Thai, Burmese, Tibetan and pointed Hebrew need no more; thirty smear over
the lines above and below."""

_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARK_CATEGORIES = frozenset({"Mn", "Me"})
_HANGUL_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by category, and blank on every screen."""
_IGNORABLE = _HANGUL_FILLERS | frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
"""Invisible whatever the category (Unicode's Default_Ignorable_Code_Point), beside the selectors below."""
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_BRAILLE_BLANK = "\u2800"
"""Braille's pattern without a dot: a symbol by its category, and a space on every screen."""
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_EMOJI, _KEYCAP = "\ufe0f", "\u20e3"
"""What makes an emoji of the symbol or digit before it."""
_FLAG = "\U0001f3f4"
_TAG_CHARACTERS = frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Letters behind the black flag: those of England, Scotland and Wales are spelled with them."""
_ALLOWED_FORMAT = frozenset({_NON_JOINER, _JOINER, *_TAG_CHARACTERS})
"""Format characters that a name may contain; all others are removed."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_REGIONAL_INDICATORS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two make a flag."""
_VIRAMA = 9
"""The combining class of the sign that joins two Indic consonants; a joiner after it selects the form."""

_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u03bf\u03bd\u03c1\u03b1\u03b9\u03ba\u03c5"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0131",
    "aeopcyxijshdqwABEKMHOPCTYXIJSovpaikuABEZHIKMNOPTYXi",
)
"""Cyrillic and Greek letters that look like Latin ones, and the Turkish i without a dot (https://unicode.org/reports/tr39/)."""
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts with letters that look alike, by the first word of the letters' names."""

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows."""

_COLOR = re.compile(r"#[0-9a-f]{6}")


def clean_text(text: str, max_length: int) -> str:
    """Return `text` as it may be shown: composed (NFC), spaces folded, cut to `max_length` characters.

    Removes what is invisible or forges other text: control and format characters, blank letters, stacked marks. Joiners
    and selectors stay where a letter or an emoji needs them, and a cut never splits one.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:max_length].strip()
    spaced = "".join(" " if char.isspace() or char == _BRAILLE_BLANK else char for char in text)
    visible = "".join(char for index, char in enumerate(spaced) if _shows(spaced, index))
    # In this order: removing a character can leave two spaces side by side, or two parts of a letter to be composed.
    return _cut(" ".join(_with_few_marks(unicodedata.normalize("NFC", visible)).split()), max_length).strip()


def _shows(text: str, index: int) -> bool:
    char, before, after = text[index], text[index - 1 : index], text[index + 1 : index + 2]
    if char in {_NON_JOINER, _JOINER}:
        return bool(before and after) and _joins(char, before, after)
    if char in _SELECTORS:
        return char == _EMOJI and bool(before) and (unicodedata.category(before) == "So" or after == _KEYCAP)
    if char in _TAG_CHARACTERS:
        return text[:index].rstrip("".join(_TAG_CHARACTERS)).endswith(_FLAG)
    return char not in _IGNORABLE and unicodedata.category(char) not in _REMOVED_CATEGORIES


def _joins(char: str, before: str, after: str) -> bool:
    """Whether a joiner has an effect between its neighbors: in an emoji, after a virama, within an Arabic word."""
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if char == _NON_JOINER:
        return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    return unicodedata.category(after) == "So" and (
        before in _SKIN_TONES | {_EMOJI} or unicodedata.category(before) == "So"
    )


def _with_few_marks(text: str) -> str:
    """Return `text` with at most `MAX_MARKS` on each letter, and none without a letter."""
    result, marks = [], MAX_MARKS
    for char in text:
        if unicodedata.category(char) in _MARK_CATEGORIES:
            marks += 1
        elif char not in _ALLOWED_FORMAT:
            marks = MAX_MARKS if char == " " else 0
        if marks <= MAX_MARKS or char == " ":
            result.append(char)
    return "".join(result)


def _cut(text: str, max_length: int) -> str:
    """Return the beginning of `text`, cut between two letters or emoji as people see them."""
    end = min(max_length, len(text))
    while 0 < end < len(text) and _continues(text, end):
        end -= 1
    return text[: end or max_length]


def _continues(text: str, index: int) -> bool:
    """Whether the character at `index` is part of the letter or emoji before it."""
    char = text[index]
    if char in _REGIONAL_INDICATORS:
        return (len(text[:index]) - len(text[:index].rstrip("".join(_REGIONAL_INDICATORS)))) % 2 == 1
    part = unicodedata.category(char).startswith("M") or char in _ALLOWED_FORMAT or char in _SKIN_TONES
    return part or text[index - 1] in {_NON_JOINER, _JOINER}


def clean_name(text: str) -> str:
    """Return a name fit for every screen. Raises `InvalidValue` when nothing readable is left."""
    name = clean_text(text, MAX_NAME_LENGTH)
    if not is_clean(name):
        raise InvalidValue("A name needs at least one letter or digit.")
    return name


def join_names(names: list[str]) -> str:
    """Return the names of several people as one name: all of them, or their first words where that gets too long."""
    joined = _join(names)
    if len(joined) > MAX_NAME_LENGTH:
        joined = _join([name.split()[0] for name in names])
    return clean_text(joined, MAX_NAME_LENGTH)


def _join(names: list[str]) -> str:
    """Return “Ada”, “Ada & Otis” or “Ada, Otis & Bo”."""
    return " & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def is_clean(name: str) -> bool:
    """Whether `name` is one that this or an older version would store: the log has both."""
    return is_storable(name, MAX_NAME_LENGTH) and any(char.isalnum() and char not in _HANGUL_FILLERS for char in name)


def is_storable(text: str, max_length: int) -> bool:
    """Whether `text` is what `clean_text` returns, or returned in an older version, which removed less."""
    allowed = all(char in _ALLOWED_FORMAT or unicodedata.category(char) not in _REMOVED_CATEGORIES for char in text)
    return allowed and len(text) <= max_length and text == " ".join(unicodedata.normalize("NFC", text).split())


def look_alike(name: str, other: str) -> bool:
    """Whether people would confuse the two names: in capitals, in full width, in another script's letters."""
    return not lookalike_keys(name).isdisjoint(lookalike_keys(other))


def lookalike_keys(name: str) -> frozenset[str]:
    """Return keys for a table of names: two names that share one look alike."""
    return frozenset({_plain(name).casefold(), to_latin(name)})


def _plain(name: str) -> str:
    hidden = _IGNORABLE | _SELECTORS
    composed = unicodedata.normalize("NFKC", name.replace(_BRAILLE_BLANK, " "))
    visible = (
        char for char in composed if char not in hidden and unicodedata.category(char) not in _REMOVED_CATEGORIES
    )
    return " ".join("".join(visible).split())


def to_latin(name: str) -> str:
    """Return a name in lower case, letters that look like Latin ones replaced by them."""
    return _plain(name).translate(_LOOKALIKES).casefold()


def mixes_scripts(name: str) -> bool:
    """Whether a name mixes letters of several scripts that look alike, as a spoofed one does."""
    scripts = {
        unicodedata.name(char, "").partition(" ")[0] for char in unicodedata.normalize("NFKC", name) if char.isalpha()
    }
    return len(scripts.intersection(_SCRIPTS)) > 1


def has_control_characters(text: str) -> bool:
    """Whether `text` has control or bidirectional characters, with which it could pretend to be another."""
    return _CONTROL_CHARACTERS.search(text) is not None


def is_color(text: str) -> bool:
    """Whether `text` is a color as events store it: ``#rrggbb`` in lower case."""
    return _COLOR.fullmatch(text) is not None


def clean_color(text: str) -> str:
    """Return `text` as ``#rrggbb`` in lower case. Raises `InvalidValue` for anything else."""
    color = text.lower()
    if not is_color(color):
        raise InvalidValue(
            "“{text}” is not a colour: write it as #rrggbb, for instance #ff8a1f.", text=clean_text(text, 20)
        )
    return color


def natural_key(name: str) -> list[tuple[int, str]]:
    """Return a sort key that puts “Court 10” after “Court 2”."""
    return [
        (int(part), "") if part.isascii() and part.isdecimal() else (0, part.casefold())
        for part in re.split(r"([0-9]+)", name)
    ]


def search_key(text: str) -> str:
    """Return `text` without capitals and accents, so that “jose” finds “José”."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
