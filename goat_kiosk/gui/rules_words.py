"""What sets one rule set apart from another, in words: “differs from ACL in: target 15; bust back to 13”.

The phrases of the window, in its language; each is a noun, so that they can be joined.
"""

from goat_kiosk.domain.rules import ACL, Lanes, Mode, Rules, Touch, Wash
from goat_kiosk.gui.language import t
from goat_kiosk.language import later

MODES: dict[Mode, str] = {
    "cancellation": later("bags cancel"),
    "cumulative": later("every bag counts"),
    "like-for-like": later("holes cancel holes, boards cancel boards"),
    "frames": later("one point a round"),
}
WASHES: dict[Wash, str] = {
    "retain": later("the same side"),
    "swap": later("the other side"),
    "toss": later("a coin decides"),
}
TOUCHES: dict[Touch, str] = {
    "award": later("points by hand"),
    "three": later("3 a bag to the other side"),
    "twelve": later("the round ends, 12 to the other side"),
}
LANES: dict[Lanes, str] = {"stay": later("kept"), "swap": later("changed after each round")}

_NAMES = {
    later("Backyard"),
    later("Quick 11"),
    later("ACL Virtual"),
    later("Timed 20 minutes"),
    later("Eight rounds"),
    later("ACL with skunk"),
    later("Best of three"),
}


def rules_name(rules: Rules) -> str:
    """Return what a rule set is called: a built-in one in the window's language, one's own as it was named."""
    return t(rules.name) if rules.name in _NAMES else rules.name


def differences(rules: Rules, base: Rules = ACL) -> list[str]:
    """Return each thing in which `rules` differ from `base`, as a phrase; an empty list when they play the same."""
    told = [
        (("target",), t("target {points}", points=rules.target)),
        (("win_by", "cap"), _lead(rules)),
        (("bust_to", "bust_ignored"), _bust(rules)),
        (("bust_throws_first",), _after_bust(rules)),
        (("skunk",), t("skunk at {points}–0", points=rules.skunk) if rules.skunk else t("no skunk")),
        (
            ("limit_rounds",),
            t("{count} rounds", count=rules.limit_rounds) if rules.limit_rounds else t("no limit of rounds"),
        ),
        (
            ("limit_minutes",),
            t("{count} minutes", count=rules.limit_minutes) if rules.limit_minutes else t("no limit of time"),
        ),
        (("mode",), t(MODES[rules.mode])),
        (("wash",), _after_wash(rules)),
        (("touch",), t("touched bags: {what}", what=t(TOUCHES[rules.touch]))),
        (("lanes",), t("lanes {what}", what=t(LANES[rules.lanes]))),
        (("games", "every_game_counts"), _match(rules)),
        (("handicap",), _handicap(rules)),
    ]
    return [phrase for fields, phrase in told if any(getattr(rules, name) != getattr(base, name) for name in fields)]


def difference_line(rules: Rules, base: Rules = ACL) -> str:
    """Return the sentence that tells how `rules` differ from `base`."""
    told = differences(rules, base)
    return (
        t("Differs from {rules} in: {points}.", rules=base.name, points="; ".join(told))
        if told
        else t("Plays exactly as {rules}.", rules=base.name)
    )


def _lead(rules: Rules) -> str:
    if rules.win_by == 1:
        return t("no lead needed")
    return ", ".join(
        (t("win by {points}", points=rules.win_by),)
        if rules.cap is None
        else (t("win by {points}", points=rules.win_by), t("{points} wins anyway", points=rules.cap))
    )


def _bust(rules: Rules) -> str:
    if rules.bust_ignored:
        return t("bust: the round does not count")
    return t("no bust") if rules.bust_to is None else t("bust back to {points}", points=rules.bust_to)


def _after_bust(rules: Rules) -> str:
    return t("after a bust that side throws first") if rules.bust_throws_first else t("a bust is a wash")


def _after_wash(rules: Rules) -> str:
    if rules.wash == "toss":
        return t("after a wash a coin decides")
    return t("after a wash the same side first") if rules.wash == "retain" else t("after a wash the other side first")


def _match(rules: Rules) -> str:
    if rules.games == 1:
        return t("one game")
    return (
        t("{games} games, all count", games=rules.games)
        if rules.every_game_counts
        else t("best of {games}", games=rules.games)
    )


def _handicap(rules: Rules) -> str:
    one, two = rules.handicap
    return t("start at {score}", score=f"{one}–{two}") if one or two else t("no handicap")
