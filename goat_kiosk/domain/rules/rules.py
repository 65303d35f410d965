"""The rules of a game: every option found in use, and the sentences that refuse a contradiction.

Sources: ACL rules (short form and the 2025-26 changes), ACA, ACO, league and venue rule sheets. Where they differ, the
option names the difference; where they are silent, the docstring of the field states our choice. A rule set is a plain
value: it travels in the first event of a game, so an old game keeps the rules it was played by.
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text, is_storable
from goat_kiosk.errors import InvalidValue

Mode = Literal["cancellation", "cumulative", "like-for-like", "frames"]
Wash = Literal["retain", "swap", "toss"]
Touch = Literal["award", "three", "twelve"]
Lanes = Literal["stay", "swap"]

MAX_TARGET = 999
MAX_MINUTES = 999
MATCH_LENGTHS = (1, 2, 3, 4, 5, 6, 7)


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule set; the defaults are the ACL's. Points unless a field says otherwise."""

    name: str = "ACL"
    target: int = 21
    """A side with this many points at the end of a round wins."""
    win_by: int = 1
    """The lead needed at the target; 2 is win by two."""
    cap: int | None = None
    """With win by two: a side with this many points wins whatever the lead ("15 with cap 17")."""
    bust_to: int | None = None
    """The target must be hit exactly; a side that passes it falls back to this score."""
    bust_ignored: bool = False
    """The target must be hit exactly; a round that would pass it does not count for the score."""
    bust_throws_first: bool = False
    """The side that went bust throws first next (the 14 and 15 rules); else a bust is treated as a wash."""
    skunk: int | None = None
    """A side that leads by this many to nothing at the end of a round wins."""
    limit_rounds: int | None = None
    """After so many rounds the leader wins; tied, sudden-death rounds follow."""
    limit_minutes: int | None = None
    """The first round to end after so many minutes is the last; tied, sudden-death rounds follow."""
    mode: Mode = "cancellation"
    """How a round scores: see `scoring.bag_points`."""
    wash: Wash = "retain"
    """Who throws first after a round in which nobody scored."""
    touch: Touch = "award"
    """A side that touched live bags: the scorekeeper awards points by hand, or the other side gets three a bag,
    or the frame ends with twelve for the other side."""
    lanes: Lanes = "stay"
    """Whether the players of singles change lanes after each round."""
    games: int = 1
    """Games in the match."""
    every_game_counts: bool = False
    """All the games of the match are played; else it ends when one side has won more than half of them."""
    handicap: tuple[int, int] = (0, 0)
    """Points each side starts with."""

    @property
    def exact(self) -> bool:
        """Whether the target must be hit exactly (bust)."""
        return self.bust_ignored or self.bust_to is not None


def normalize(rules: Rules) -> Rules:
    """Return `rules` without a setting that has no effect beside the others: two sets that play the same are equal.

    Not for a game's own rules: those stay as the log has them.
    """
    return replace(rules, every_game_counts=rules.every_game_counts and rules.games > 1)


def find_problems(rules: Rules) -> list[InvalidValue]:
    """Return every reason why `rules` cannot be played; an empty list means they can."""
    return [reason for applies, reason in (*_ranges(rules), *_contradictions(rules)) if applies]


def _ranges(rules: Rules) -> list[tuple[bool, InvalidValue]]:
    return [
        (
            not rules.name or not is_storable(rules.name, MAX_NAME_LENGTH),
            InvalidValue("The rule set needs a name of 1 to {most} characters.", most=MAX_NAME_LENGTH),
        ),
        (
            not 1 <= rules.target <= MAX_TARGET,
            InvalidValue("The target must lie between 1 and {most} points.", most=MAX_TARGET),
        ),
        (
            not 1 <= rules.win_by <= rules.target,
            InvalidValue("The lead needed to win must lie between 1 and the target."),
        ),
        (
            rules.bust_to is not None and not 0 <= rules.bust_to < rules.target,
            InvalidValue("The score after a bust must lie below the target."),
        ),
        (
            rules.skunk is not None and not 1 <= rules.skunk < rules.target,
            InvalidValue("The skunk score must lie below the target."),
        ),
        (
            rules.limit_rounds is not None and not 1 <= rules.limit_rounds <= 999,
            InvalidValue("The round limit must lie between 1 and 999."),
        ),
        (
            rules.limit_minutes is not None and not 1 <= rules.limit_minutes <= MAX_MINUTES,
            InvalidValue("The time limit must lie between 1 and 999 minutes."),
        ),
        (rules.games not in MATCH_LENGTHS, InvalidValue("A match has 1 to {most} games.", most=MATCH_LENGTHS[-1])),
        (
            not all(0 <= points < rules.target for points in rules.handicap),
            InvalidValue("A handicap must lie below the target."),
        ),
    ]


def _contradictions(rules: Rules) -> list[tuple[bool, InvalidValue]]:
    return [
        (
            rules.exact and rules.win_by > 1,
            InvalidValue(
                "Bust and win by two contradict each other: an exact target leaves no room for a lead. Choose one."
            ),
        ),
        (
            rules.bust_ignored and rules.bust_to is not None,
            InvalidValue("After a bust the score either falls back or stays. Choose one."),
        ),
        (
            rules.exact and rules.mode != "cancellation",
            InvalidValue("Bust needs cancellation scoring, where one side scores in a round."),
        ),
        (
            rules.bust_throws_first and not rules.exact,
            InvalidValue("The busting side can throw first only where a side can go bust."),
        ),
        (
            rules.cap is not None and rules.win_by == 1,
            InvalidValue("A cap only means something when a game must be won by two or more."),
        ),
        (
            rules.cap is not None and not rules.target < rules.cap <= MAX_TARGET,
            InvalidValue("The cap must lie above the target and not above {most}.", most=MAX_TARGET),
        ),
        (
            rules.mode == "frames" and rules.touch != "award",
            InvalidValue("In a frame game touched bags are awarded by hand."),
        ),
        (
            not rules.every_game_counts and rules.games % 2 == 0,
            InvalidValue("“Best of” needs an odd number of games; or let every game count."),
        ),
        (
            rules.skunk is not None and max(rules.handicap) > 0,
            InvalidValue("A skunk is a shut-out: it cannot be played with a handicap."),
        ),
    ]


ACL = Rules()

PRESETS: dict[str, Rules] = {
    "acl": ACL,
    "backyard": Rules(name="Backyard", bust_to=15, bust_throws_first=True),
    "quick": Rules(name="Quick 11", target=11),
    "virtual": Rules(name="ACL Virtual", target=120, mode="cumulative", limit_rounds=10),
    "timed": Rules(name="Timed 20 minutes", limit_minutes=20),
    "rounds": Rules(name="Eight rounds", limit_rounds=8),
    "skunk": Rules(name="ACL with skunk", skunk=11),
    "best-of-3": Rules(name="Best of three", games=3),
}
"""The rule sets a new game can name. Backyard: over 21 falls back to 15, and the busting side throws first. ACL
Virtual: ten rounds, cumulative; 120 is the most that ten rounds can bring, so its target never ends it early.
"""


def parse_rules(name_or_fields: str | dict[str, Any], rule_sets: Mapping[str, Rules] = PRESETS) -> Rules:
    """Return the rule set of `rule_sets` with that name, or the ACL's rules with those fields changed.

    Raises `InvalidValue` with every problem of the rule set, one sentence after the other.
    """
    if isinstance(name_or_fields, str):
        rules = _find_preset(name_or_fields, rule_sets)
    else:
        rules = _rules_from_fields(name_or_fields)
    if problems := find_problems(rules):
        raise InvalidValue.combined(problems)
    return normalize(rules)


def _find_preset(name: str, rule_sets: Mapping[str, Rules]) -> Rules:
    key = clean_text(name, MAX_NAME_LENGTH).casefold()
    if key not in rule_sets:
        raise InvalidValue(
            "There is no rule set “{name}”. There are: {names}.",
            name=clean_text(name, MAX_NAME_LENGTH),
            names=", ".join(rule_sets),
        )
    return rule_sets[key]


def _rules_from_fields(fields: dict[str, Any]) -> Rules:
    try:
        return msgspec.convert({"name": "House rules", **fields}, Rules)
    except msgspec.ValidationError as error:
        raise InvalidValue("The rules cannot be read: {error}.", error=error) from error
