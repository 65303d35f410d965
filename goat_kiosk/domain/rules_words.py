"""What sets one rule set apart from another, in words: “differs from ACL in: target 15; bust back to 13”.

The same phrases for the window, the pages and whoever else tells the rules; each is a noun, so that they can be joined.
"""

from goat_kiosk.domain.rules import ACL, Lanes, Mode, Rules, Touch, Wash
from goat_kiosk.domain.scoring import TOUCH_BAG_POINTS, TOUCH_FRAME_POINTS

MODES: dict[Mode, str] = {
    "cancellation": "bags cancel",
    "cumulative": "every bag counts",
    "like-for-like": "holes cancel holes, boards cancel boards",
    "frames": "one point a round",
}
WASHES: dict[Wash, str] = {"retain": "the same side", "swap": "the other side", "toss": "a coin decides"}
TOUCHES: dict[Touch, str] = {
    "award": "points by hand",
    "three": f"{TOUCH_BAG_POINTS} a bag to the other side",
    "twelve": f"the round ends, {TOUCH_FRAME_POINTS} to the other side",
}
LANES: dict[Lanes, str] = {"stay": "kept", "swap": "changed after each round"}


def differences(rules: Rules, base: Rules = ACL) -> list[str]:
    """Return each thing in which `rules` differ from `base`, as a phrase; an empty list when they play the same."""
    told = [
        (("target",), f"target {rules.target}"),
        (("win_by", "cap"), _lead(rules)),
        (("bust_to", "bust_ignored"), _bust(rules)),
        (("bust_throws_first",), _after_bust(rules)),
        (("skunk",), f"skunk at {rules.skunk}–0" if rules.skunk else "no skunk"),
        (("limit_rounds",), f"{rules.limit_rounds} rounds" if rules.limit_rounds else "no limit of rounds"),
        (("limit_minutes",), f"{rules.limit_minutes} minutes" if rules.limit_minutes else "no limit of time"),
        (("mode",), MODES[rules.mode]),
        (("wash",), f"after a wash {WASHES[rules.wash]}{'' if rules.wash == 'toss' else ' first'}"),
        (("touch",), f"touched bags: {TOUCHES[rules.touch]}"),
        (("lanes",), f"lanes {LANES[rules.lanes]}"),
        (("games", "every_game_counts"), _match(rules)),
        (("handicap",), _handicap(rules)),
    ]
    return [phrase for fields, phrase in told if any(getattr(rules, name) != getattr(base, name) for name in fields)]


def difference_line(rules: Rules, base: Rules = ACL) -> str:
    """Return the sentence that tells how `rules` differ from `base`."""
    told = differences(rules, base)
    return f"Differs from {base.name} in: {'; '.join(told)}." if told else f"Plays exactly as {base.name}."


def _lead(rules: Rules) -> str:
    if rules.win_by == 1:
        return "no lead needed"
    return f"win by {rules.win_by}" + (f", {rules.cap} wins anyway" if rules.cap is not None else "")


def _bust(rules: Rules) -> str:
    if rules.bust_ignored:
        return "bust: the round does not count"
    return "no bust" if rules.bust_to is None else f"bust back to {rules.bust_to}"


def _after_bust(rules: Rules) -> str:
    return "after a bust that side throws first" if rules.bust_throws_first else "a bust is a wash"


def _match(rules: Rules) -> str:
    if rules.games == 1:
        return "one game"
    return f"{rules.games} games, all count" if rules.every_game_counts else f"best of {rules.games}"


def _handicap(rules: Rules) -> str:
    one, two = rules.handicap
    return f"start at {one}–{two}" if one or two else "no handicap"
