"""Rule sets as text: sentences for players, phrases for those who choose or change a rule set.

The differences between two rule sets are not listed anywhere: they are the sentences, or the phrases, that only one of
them has. So a new option appears among the differences as soon as it has a sentence.
"""

from goat_kiosk.domain.rounds.scoring import TOUCH_FRAME_POINTS
from goat_kiosk.domain.rules.rules import ACL, Lanes, Mode, Rules, Touch, Wash
from goat_kiosk.text.i18n import mark_for_translation, t

MODES: dict[Mode, str] = {
    "cancellation": mark_for_translation("bags cancel"),
    "cumulative": mark_for_translation("every bag counts"),
    "like-for-like": mark_for_translation("holes cancel holes, boards cancel boards"),
    "frames": mark_for_translation("one point a round"),
}
WASHES: dict[Wash, str] = {
    "retain": mark_for_translation("the same side"),
    "swap": mark_for_translation("the other side"),
    "toss": mark_for_translation("a coin decides"),
}
TOUCHES: dict[Touch, str] = {
    "award": mark_for_translation("points by hand"),
    "three": mark_for_translation("3 a bag to the other side"),
    "twelve": mark_for_translation("the round ends, 12 to the other side"),
}
LANES: dict[Lanes, str] = {
    "stay": mark_for_translation("kept"),
    "swap": mark_for_translation("changed after each round"),
}

_NAMES = {
    mark_for_translation("Backyard"),
    mark_for_translation("Quick 11"),
    mark_for_translation("ACL Virtual"),
    mark_for_translation("Timed 20 minutes"),
    mark_for_translation("Eight rounds"),
    mark_for_translation("ACL with skunk"),
    mark_for_translation("Best of three"),
}


def rule_set_name(played: Rules) -> str:
    """Return the name of a rule set: a built-in one in the reader's language, any other as the venue named it."""
    return t(played.name) if played.name in _NAMES else played.name


def summary(played: Rules) -> str:
    """Return a rule set in one line."""
    parts = [
        t("to {target}", target=played.target)
        if played.limit_rounds is None or played.mode == "cancellation"
        else t("most points")
    ]
    parts += (
        [t("over {target} falls back to {points}", target=played.target, points=played.bust_to)]
        if played.bust_to is not None
        else []
    )
    parts += [t("win by {points}", points=played.win_by)] if played.win_by > 1 else []
    parts += [t("{points}–0 ends it", points=played.skunk)] if played.skunk else []
    parts += [t("{count} rounds", count=played.limit_rounds)] if played.limit_rounds else []
    parts += [t("{count} minutes", count=played.limit_minutes)] if played.limit_minutes else []
    return f"{rule_set_name(played)}: {', '.join(parts)}"


def sentences(played: Rules, names: tuple[str, str]) -> list[str]:
    """Return the rules in force as sentences, the winning condition first; `names` are the teams'."""
    sentences = [
        _target(played),
        _over(played),
        t("{points} to nothing wins too.", points=played.skunk) if played.skunk else "",
        t("After {rounds} rounds the leader wins.", rounds=played.limit_rounds) if played.limit_rounds else "",
        _time(played),
        t("In the hole 3, on the board 1."),
        t(_MODES[played.mode]),
        t(_WASHES[played.wash]),
        t(_TOUCHES[played.touch], points=TOUCH_FRAME_POINTS),
        t("The players change lanes after each round.") if played.lanes == "swap" else "",
        _games(played),
        *(t("{team} starts with {points}.", team=name, points=ahead)
          for name, ahead in zip(names, played.handicap, strict=True) if ahead),
    ]  # fmt: skip
    return [sentence for sentence in sentences if sentence]


def house_rules(played: Rules, names: tuple[str, str]) -> list[str]:
    """Return the sentences in which the rules in force differ from the ACL's."""
    usual = sentences(ACL, names)
    return [sentence for sentence in sentences(played, names) if sentence not in usual]


def option_phrases(played: Rules) -> list[str]:
    """Return each option of a rule set as a noun phrase, to be joined in a list."""
    return [
        t("target {points}", points=played.target),
        _lead(played),
        _bust(played),
        t("after a bust that side throws first") if played.bust_throws_first else t("a bust is a wash"),
        t("skunk at {points}–0", points=played.skunk) if played.skunk else t("no skunk"),
        t("{count} rounds", count=played.limit_rounds) if played.limit_rounds else t("no limit of rounds"),
        t("{count} minutes", count=played.limit_minutes) if played.limit_minutes else t("no limit of time"),
        t(MODES[played.mode]),
        _after_wash(played),
        t("touched bags: {what}", what=t(TOUCHES[played.touch])),
        t("lanes {what}", what=t(LANES[played.lanes])),
        _match(played),
        _handicap(played),
    ]


def differences(played: Rules, base: Rules = ACL) -> list[str]:
    """Return the phrases in which `played` differ from `base`; an empty list when they play the same."""
    usual = option_phrases(base)
    return [phrase for phrase in option_phrases(played) if phrase not in usual]


def difference_sentence(played: Rules, base: Rules = ACL) -> str:
    """Return the sentence that lists how `played` differs from `base`."""
    different = differences(played, base)
    return (
        t("Differs from {rules} in: {points}.", rules=base.name, points="; ".join(different))
        if different
        else t("Plays exactly as {rules}.", rules=base.name)
    )


def _target(played: Rules) -> str:
    if played.exact:
        return t("Exactly {points} wins, at the end of a round.", points=played.target)
    if played.win_by == 1:
        return t("First to {points} wins, at the end of a round.", points=played.target)
    first = t(
        "First to {points}, leading by {lead} or more, wins at the end of a round.",
        points=played.target,
        lead=played.win_by,
    )
    cap = t("{points} wins whatever the lead.", points=played.cap) if played.cap else ""
    return f"{first} {cap}".strip()


def _over(played: Rules) -> str:
    if not played.exact:
        return ""
    if played.bust_to is None:
        over = t("A round that goes over does not count.")
    else:
        over = t("A round that goes over drops the side back to {points}.", points=played.bust_to)
    return f"{over} {t('That side throws first next.')}" if played.bust_throws_first else over


def _time(played: Rules) -> str:
    if not played.limit_minutes:
        return ""
    return t(
        "The round in play after {minutes} minutes is the last; then the leader wins.", minutes=played.limit_minutes
    )


def _games(played: Rules) -> str:
    if played.games == 1:
        return ""
    if played.every_game_counts:
        return t("{games} games, and every one counts.", games=played.games)
    return t("Best of {games}.", games=played.games)


def _lead(played: Rules) -> str:
    if played.win_by == 1:
        return t("no lead needed")
    return ", ".join(
        (t("win by {points}", points=played.win_by),)
        if played.cap is None
        else (t("win by {points}", points=played.win_by), t("{points} wins anyway", points=played.cap))
    )


def _bust(played: Rules) -> str:
    if played.bust_ignored:
        return t("bust: the round does not count")
    return t("no bust") if played.bust_to is None else t("bust back to {points}", points=played.bust_to)


def _after_wash(played: Rules) -> str:
    if played.wash == "toss":
        return t("after a wash a coin decides")
    return t("after a wash the same side first") if played.wash == "retain" else t("after a wash the other side first")


def _match(played: Rules) -> str:
    if played.games == 1:
        return t("one game")
    return (
        t("{games} games, all count", games=played.games)
        if played.every_game_counts
        else t("best of {games}", games=played.games)
    )


def _handicap(played: Rules) -> str:
    one, two = played.handicap
    return t("start at {score}", score=f"{one}–{two}") if one or two else t("no handicap")


_MODES = {
    "cancellation": mark_for_translation("Bags cancel: only the side with more scores, and only the difference."),
    "cumulative": mark_for_translation("Nothing cancels: each side scores all its bags."),
    "like-for-like": mark_for_translation("Holes cancel holes, boards cancel boards."),
    "frames": mark_for_translation("The side with more gets one point for the round."),
}
_WASHES = {
    "retain": mark_for_translation("After a tied round the same side throws first again."),
    "swap": mark_for_translation("After a tied round the other side throws first."),
    "toss": mark_for_translation("After a tied round a coin decides who throws first."),
}
_TOUCHES = {
    "award": mark_for_translation("Touched bags: the scorekeeper awards points by hand."),
    "three": mark_for_translation("Touching live bags gives the other side 3 a bag."),
    "twelve": mark_for_translation("Touching live bags ends the round with {points} for the other side."),
}
