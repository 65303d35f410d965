"""Input for a new game, from the window or over HTTP, and its conversion to the event that creates it.

The input is forgiving (a name may be missing, rules may be a preset's name); the event is exact.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any, Literal

import msgspec

from goat_kiosk.domain.events import GameCreated, Team, TeamEntry
from goat_kiosk.domain.games.game import PLAYERS_PER_TEAM
from goat_kiosk.domain.names.sanitizing import clean_color, clean_name, look_alike
from goat_kiosk.domain.rules.rules import PRESETS, Rules, parse_rules
from goat_kiosk.errors import InvalidValue

DEFAULT_NAMES = "Orange", "Blue"
DEFAULT_COLORS = "#ff8a1f", "#4db2ff"
"""Orange and blue are distinguishable with every common kind of color blindness."""


BusyCourtPolicy = Literal["refuse", "set-aside", "cancel"]
"""What happens to an unfinished game on the court that another game is to get."""


class NewTeam(msgspec.Struct, forbid_unknown_fields=True):
    """A team as entered; its players in throwing order."""

    name: str = ""
    players: list[str] = []
    color: str | None = None


class NewGame(msgspec.Struct, forbid_unknown_fields=True):
    """A game as entered: `rules` is the name of a rule set, or the fields that differ from the ACL's."""

    court: str = "Court 1"
    rules: str | dict[str, Any] = "acl"
    team1: NewTeam = msgspec.field(default_factory=NewTeam)
    team2: NewTeam = msgspec.field(default_factory=NewTeam)
    first_throw: Team = 1
    if_busy: BusyCourtPolicy = "refuse"

    def to_event(self, rule_sets: Mapping[str, Rules] = PRESETS) -> GameCreated:
        """Return the event that creates this game; `rule_sets` are those it can name, by key.

        Raises `InvalidValue` with a sentence for the person who entered it.
        """
        entry1, entry2 = (_entry(team, index) for index, team in enumerate((self.team1, self.team2)))
        if entry1.name.casefold() == entry2.name.casefold():
            raise InvalidValue("Both teams are called {name}. Give one of them another name.", name=entry1.name)
        names = [name.casefold() for name in (*entry1.players, *entry2.players)]
        if len(set(names)) < len(names):
            raise InvalidValue("Two players have the same name. Add a letter to tell them apart.")
        _check_distinguishable([entry1.name, entry2.name])
        _check_distinguishable([*entry1.players, *entry2.players])
        return GameCreated(clean_name(self.court), entry1, entry2, parse_rules(self.rules, rule_sets), self.first_throw)


def _check_distinguishable(names: list[str]) -> None:
    """Raise `InvalidValue` for two names that nobody could tell apart on a display."""
    for name, another in combinations(names, 2):
        if look_alike(name, another):
            raise InvalidValue(
                "{name} looks like {other} on a screen. Add a letter to tell the two apart.", name=name, other=another
            )


def _entry(team: NewTeam, index: int) -> TeamEntry:
    if len(team.players) > PLAYERS_PER_TEAM:
        raise InvalidValue("A team has at most {most} players.", most=PLAYERS_PER_TEAM)
    name = clean_name(team.name) if team.name.strip() else DEFAULT_NAMES[index]
    color = clean_color(team.color) if team.color else DEFAULT_COLORS[index]
    return TeamEntry(name, color, tuple(clean_name(player) for player in team.players))
