"""Name list of players and teams that are known before they play, such as those who signed up for a season.

Each name is judged by itself, so one that is too long does not keep its team out. The preview says for every line what
becomes of it, and nothing is stored until somebody has seen it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names.roster import Person, Roster, RosterKind, TeamRecord
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text, is_clean, is_color, lookalike_keys
from goat_kiosk.errors import InvalidValue, Message

MAX_NAMES = 5_000
"""Names in one list. A large league has a thousand players."""
_MAX_QUOTED = 40
"""Letters of a refused name that a sentence repeats."""
_MAX_READ = 200
"""Characters of a cell that are looked at; what is longer is no name, whatever follows."""

RefusalCode = Literal["too-long", "no-letters", "twice", "looks-alike"]


class NameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row as entered: a team with its players, or players, or a team."""

    team: str = ""
    players: list[str] = []
    color: str = ""
    """As ``#rrggbb``; empty if none was given."""
    line: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0
    """The line of the file, from 1; 0 stands for the number of the row."""


class ListedName(msgspec.Struct, frozen=True):
    """A player or team of a list."""

    kind: RosterKind
    name: str
    team: str = ""
    """The player's team; empty for a team, and for a player without one."""
    color: str = ""

    @property
    def key(self) -> str:
        """The name in lower case, by which it is found."""
        return self.name.casefold()


class AcceptedName(msgspec.Struct, frozen=True):
    """A name that can be added."""

    line: int
    listed: ListedName
    is_blocked: bool = False
    """Whether it has a word of the venue's blocklist: the scorekeeper may add it all the same."""


class RefusedName(msgspec.Struct, frozen=True):
    """A name that cannot be added, and why."""

    line: int
    text: str
    code: RefusalCode
    reason: Message


class NamePreview(msgspec.Struct, frozen=True):
    """What becomes of a list, in the order of its lines."""

    accepted: tuple[AcceptedName, ...] = ()
    refused: tuple[RefusedName, ...] = ()
    known: tuple[ListedName, ...] = ()
    """Names that are offered already; the list says nothing new of them."""

    @property
    def listed(self) -> list[ListedName]:
        """The names to add."""
        return [accepted.listed for accepted in self.accepted]


def preview_names(
    rows: Iterable[NameRow], roster: Roster, is_blocked: Callable[[str], bool] = lambda _: False
) -> NamePreview:
    """Return what becomes of `rows` beside the names of `roster`. Raises `InvalidValue` for more than `MAX_NAMES`."""
    accepted, refused, known = [], [], []
    checks: dict[RosterKind, _Check] = {"player": _Check(roster.people), "team": _Check(roster.teams)}
    for count, (line, listed) in enumerate(_cleaned_names(rows)):
        if count == MAX_NAMES:
            raise InvalidValue("The list has more than {most} names. Split it into several.", most=f"{MAX_NAMES:,}")
        check = checks[listed.kind]
        if listed.kind == "team" and check.has_judged(listed):
            continue  # a team has a row for each of its players
        if (refusal := check.judge(line, listed)) is not None:
            refused.append(refusal)
        elif check.is_known(listed):
            known.append(listed)
        else:
            accepted.append(AcceptedName(line, listed, is_blocked(listed.name)))
    return NamePreview(tuple(accepted), tuple(refused), tuple(known))


def _cleaned_names(rows: Iterable[NameRow]) -> Iterator[tuple[int, ListedName]]:
    """Yield each name with its line, as it would be stored, but not cut: one that is too long is refused instead."""
    for number, row in enumerate(rows, start=1):
        line, color = row.line or number, row.color.lower() if is_color(row.color.lower()) else ""
        team = _clean(row.team)
        if row.team.strip():
            yield line, ListedName("team", team, "", color)
        for player in row.players:
            if player.strip():
                yield line, ListedName("player", _clean(player), team if is_clean(team) else "", color)


def _clean(text: str) -> str:
    return clean_text(text.strip()[:_MAX_READ], _MAX_READ)


class _Check:
    """The names of one kind, those of the roster and those of the list so far."""

    def __init__(self, entries: Iterable[Person] | Iterable[TeamRecord]) -> None:
        self._known = {entry.key: entry for entry in entries}
        self._lines: dict[str, int] = {}
        self._refused: set[str] = set()
        self._lookalikes: dict[str, str] = {}
        for entry in self._known.values():
            self._lookalikes |= dict.fromkeys(lookalike_keys(entry.name), entry.name)

    def has_judged(self, listed: ListedName) -> bool:
        """Whether a row before had this name."""
        return listed.key in self._lines or listed.key in self._refused

    def judge(self, line: int, listed: ListedName) -> RefusedName | None:
        """Return why the name cannot be added; None when it can, and then it is in the list."""
        keys = lookalike_keys(listed.name)
        refusal = self._find_fault(listed, keys)
        if refusal is not None:
            code, reason = refusal
            self._refused.add(listed.key)
            return RefusedName(line, clean_text(listed.name, _MAX_QUOTED), code, reason)
        self._lines[listed.key] = line
        self._lookalikes |= dict.fromkeys(keys, listed.name)
        return None

    def is_known(self, listed: ListedName) -> bool:
        """Whether the roster has the name, and the list says nothing new of it."""
        entry = self._known.get(listed.key)
        if entry is None:
            return False
        new_team = isinstance(entry, Person) and listed.team and listed.team.casefold() != entry.team.casefold()
        return not new_team and listed.color in {"", entry.color}

    def _find_fault(self, listed: ListedName, keys: frozenset[str]) -> tuple[RefusalCode, Message] | None:
        name = listed.name
        if len(name) > MAX_NAME_LENGTH:
            quoted = clean_text(name, _MAX_QUOTED)
            return "too-long", Message("“{name}” is longer than {most} letters.", name=quoted, most=MAX_NAME_LENGTH)
        if not is_clean(name):
            return "no-letters", Message("A name needs at least one letter or digit.")
        if (first := self._lines.get(listed.key)) is not None:
            return "twice", Message(
                "“{name}” is in the list twice: it stands in line {line} already.", name=name, line=first
            )
        if listed.key in self._known:
            return None
        alike = (self._lookalikes.get(key) for key in sorted(keys))
        if other := next((other for other in alike if other is not None and other.casefold() != listed.key), None):
            return "looks-alike", Message(
                "{name} looks like {other} on a screen. Add a letter to tell the two apart.", name=name, other=other
            )
        return None
