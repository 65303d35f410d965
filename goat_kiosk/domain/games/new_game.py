"""Input for a new game, from the window or over HTTP, and its conversion to the event that creates it.

The input is forgiving (a name may be missing, rules may be a preset's name); the event is exact.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Literal

import msgspec

from goat_kiosk.domain.events import DEFAULT_NAMES, DOUBLES, GameCreated, Team, TeamEntry, TeamSize
from goat_kiosk.domain.names.sanitizing import clean_color, clean_name, join_names, look_alike
from goat_kiosk.domain.rules.rules import PRESETS, Rules, parse_rules
from goat_kiosk.errors import DuplicateName, InvalidValue, TranslatableWord

DEFAULT_COLORS = "#ff8a1f", "#4db2ff"
"""Orange and blue are distinguishable with every common kind of color blindness."""
COLOR_NAMES = {
    DEFAULT_COLORS[0]: DEFAULT_NAMES[0],
    DEFAULT_COLORS[1]: DEFAULT_NAMES[1],
    "#f05252": TranslatableWord("Red"),
    "#3fbf6b": TranslatableWord("Green"),
    "#f2c230": TranslatableWord("Yellow"),
    "#b18cff": TranslatableWord("Purple"),
    "#ff7ab8": TranslatableWord("Pink"),
    "#9aa7bd": TranslatableWord("Gray"),
}
"""The colors to choose from, with the names of teams that have neither a name nor players."""


def default_names(color1: str, color2: str) -> tuple[str, str]:
    """Return the names of teams with neither a name nor players: those of their colors, if the two differ."""
    name1, name2 = (COLOR_NAMES.get(color, name) for color, name in zip((color1, color2), DEFAULT_NAMES, strict=True))
    return DEFAULT_NAMES if name1 == name2 else (name1, name2)


BusyCourtPolicy = Literal["refuse", "set-aside", "cancel"]
"""What happens to an unfinished game on the court that another game is to get."""


class NewTeam(msgspec.Struct, forbid_unknown_fields=True):
    """A team as entered; its players in throwing order. Without a name it is shown under its players' names."""

    name: str = ""
    players: list[str] = []
    color: str | None = None


class NewRules(Rules, frozen=True, forbid_unknown_fields=True):
    """The rules that differ from the ACL's."""

    name: str = "House rules"


class NewGame(msgspec.Struct, forbid_unknown_fields=True):
    """A game as entered: `rules` is the name of a rule set, or the fields that differ from the ACL's."""

    court: str = "Court 1"
    rules: str | NewRules = "acl"
    team1: NewTeam = msgspec.field(default_factory=NewTeam)
    team2: NewTeam = msgspec.field(default_factory=NewTeam)
    first_throw: Team = 1
    team_size: TeamSize = DOUBLES
    lobby: bool = True
    if_busy: BusyCourtPolicy = "refuse"

    def to_event(self, rule_sets: Mapping[str, Rules] = PRESETS) -> GameCreated:
        """Return the event that creates this game; `rule_sets` are those it can name, by key.

        Raises `InvalidValue` with a sentence for the person who entered it.
        """
        entry1, entry2 = (_entry(team, place, self.team_size) for place, team in enumerate((self.team1, self.team2)))
        default1, default2 = default_names(entry1.color, entry2.color)
        name1, name2 = _shown_name(entry1, default1), _shown_name(entry2, default2)
        if name1.casefold() == name2.casefold():
            raise DuplicateName("Both teams are called {name}. Give one of them another name.", name=name1)
        names = [name.casefold() for name in (*entry1.players, *entry2.players)]
        if len(set(names)) < len(names):
            raise DuplicateName("Two players have the same name. Add a letter to tell them apart.")
        _check_distinguishable([name1, name2])
        _check_distinguishable([*entry1.players, *entry2.players])
        rules = parse_rules(self.rules if isinstance(self.rules, str) else msgspec.to_builtins(self.rules), rule_sets)
        court = clean_name(self.court)
        return GameCreated(court, entry1, entry2, rules, self.first_throw, team_size=self.team_size, lobby=self.lobby)


def _check_distinguishable(names: list[str]) -> None:
    """Raise `InvalidValue` for two names that nobody could tell apart on a display."""
    for name, another in combinations(names, 2):
        if look_alike(name, another):
            raise DuplicateName(
                "{name} looks like {other} on a screen. Add a letter to tell the two apart.", name=name, other=another
            )


def _shown_name(entry: TeamEntry, default: str) -> str:
    return entry.name or join_names(list(entry.players)) or default


def _entry(team: NewTeam, place: int, most: int) -> TeamEntry:
    if len(team.players) > most:
        raise InvalidValue("A team has at most {most:player|players}.", most=most)
    name = clean_name(team.name) if team.name.strip() else ""
    color = clean_color(team.color) if team.color else DEFAULT_COLORS[place]
    return TeamEntry(name, color, tuple(clean_name(player) for player in team.players))
