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


def rule_set_name(rules: Rules) -> str:
    """Return the name of a rule set: a built-in one in the reader's language, any other as the venue named it."""
    return t(rules.name) if rules.name in _NAMES else rules.name


def summary(rules: Rules) -> str:
    """Return a rule set in one line."""
    parts = [
        t("to {target}", target=rules.target)
        if rules.limit_rounds is None or rules.mode == "cancellation"
        else t("most points")
    ]
    parts += (
        [t("over {target} falls back to {points}", target=rules.target, points=rules.bust_to)]
        if rules.bust_to is not None
        else []
    )
    parts += [t("win by {points}", points=rules.win_by)] if rules.win_by > 1 else []
    parts += [t("{points}–0 ends it", points=rules.skunk)] if rules.skunk else []
    parts += [t("{count:round|rounds}", count=rules.limit_rounds)] if rules.limit_rounds else []
    parts += [t("{count:minute|minutes}", count=rules.limit_minutes)] if rules.limit_minutes else []
    return f"{rule_set_name(rules)}: {', '.join(parts)}"


def sentences(rules: Rules, names: tuple[str, str]) -> list[str]:
    """Return the rules in force as sentences, the winning condition first; `names` are the teams'."""
    sentences = [
        _target(rules),
        _bust_sentence(rules),
        t("{points} to nothing wins too.", points=rules.skunk) if rules.skunk else "",
        t("After {rounds:round|rounds} the leader wins.", rounds=rules.limit_rounds) if rules.limit_rounds else "",
        _time_limit(rules),
        t("In the hole 3, on the board 1."),
        t(_MODES[rules.mode]),
        t(_WASHES[rules.wash]),
        t(_TOUCHES[rules.touch], points=TOUCH_FRAME_POINTS),
        t("The players change lanes after each round.") if rules.lanes == "swap" else "",
        _match_length(rules),
        *(t("Points of {team} at the start: {points}.", team=name, points=ahead)
          for name, ahead in zip(names, rules.handicap, strict=True) if ahead),
    ]  # fmt: skip
    return [sentence for sentence in sentences if sentence]


def topics(rules: Rules) -> list[tuple[str, str]]:
    """Return the whole rule set as topics with their sentences, also where nothing special holds (“No bust.”)."""
    limits = [
        t("After {rounds:round|rounds} the leader wins.", rounds=rules.limit_rounds) if rules.limit_rounds else "",
        _time_limit(rules),
    ]
    lanes = t("The players change lanes after each round.") if rules.lanes == "swap" else t("Players keep their lanes.")
    points1, points2 = rules.handicap
    return [
        (t("Winning"), _winning(rules)),
        (t("Over the target"), _bust_sentence(rules) or t("No bust.")),
        (t("Skunk"), t("{points} to nothing wins too.", points=rules.skunk) if rules.skunk else t("No skunk.")),
        (t("Limits"), " ".join(filter(None, limits)) or t("No limit of rounds or time.")),
        (t("A round"), f"{t('In the hole 3, on the board 1.')} {t(_MODES[rules.mode])}"),
        (t("A wash"), t(_WASHES[rules.wash])),
        (t("Live bags"), t(_TOUCHES[rules.touch], points=TOUCH_FRAME_POINTS)),
        (t("Singles"), lanes),
        (t("Doubles"), t("Partners take turns, a round each.")),
        (t("Match"), _match_length(rules) or t("One game.")),
        (t("Handicap"), t("The game starts at {score}.", score=f"{points1}–{points2}")
            if points1 or points2 else t("No handicap.")),
    ]  # fmt: skip


def house_rules(rules: Rules, names: tuple[str, str]) -> list[str]:
    """Return the sentences in which the rules in force differ from the ACL's."""
    acl_sentences = sentences(ACL, names)
    return [sentence for sentence in sentences(rules, names) if sentence not in acl_sentences]


def option_phrases(rules: Rules) -> list[str]:
    """Return each option of a rule set as a noun phrase, to be joined in a list."""
    return [
        t("target {points}", points=rules.target),
        _lead(rules),
        _bust(rules),
        t("after a bust that side throws first") if rules.bust_throws_first else t("a bust is a wash"),
        t("skunk at {points}–0", points=rules.skunk) if rules.skunk else t("no skunk"),
        t("{count:round|rounds}", count=rules.limit_rounds) if rules.limit_rounds else t("no limit of rounds"),
        t("{count:minute|minutes}", count=rules.limit_minutes) if rules.limit_minutes else t("no limit of time"),
        t(MODES[rules.mode]),
        _after_wash(rules),
        t("touched bags: {what}", what=t(TOUCHES[rules.touch])),
        t("lanes {what}", what=t(LANES[rules.lanes])),
        _match(rules),
        _handicap(rules),
    ]


def differences(rules: Rules, base: Rules = ACL) -> list[str]:
    """Return the phrases in which `rules` differ from `base`; an empty list when they play the same."""
    base_phrases = option_phrases(base)
    return [phrase for phrase in option_phrases(rules) if phrase not in base_phrases]


def difference_sentence(rules: Rules, base: Rules = ACL) -> str:
    """Return the sentence that lists how `rules` differs from `base`."""
    phrases = differences(rules, base)
    return (
        t("Differs from {rules} in: {points}.", rules=base.name, points="; ".join(phrases))
        if phrases
        else t("Plays exactly as {rules}.", rules=base.name)
    )


def _target(rules: Rules) -> str:
    if rules.exact:
        return t("Exactly {points} wins, at the end of a round.", points=rules.target)
    if rules.win_by == 1:
        return t("First to {points} wins, at the end of a round.", points=rules.target)
    first = t(
        "First to {points}, leading by {lead} or more, wins at the end of a round.",
        points=rules.target,
        lead=rules.win_by,
    )
    cap = t("{points} wins whatever the lead.", points=rules.cap) if rules.cap else ""
    return f"{first} {cap}".strip()


def _winning(rules: Rules) -> str:
    if rules.exact:
        return _target(rules)
    lead = t("Win by {points}.", points=rules.win_by)
    cap = t("{points} wins whatever the lead.", points=rules.cap) if rules.cap else ""
    first = t("First to {points} or more at the end of a round.", points=rules.target)
    return " ".join(filter(None, (first, lead, cap)))


def _bust_sentence(rules: Rules) -> str:
    if not rules.exact:
        return ""
    if rules.bust_to is None:
        sentence = t("A round that goes over does not count.")
    else:
        sentence = t("A round that goes over drops the side back to {points}.", points=rules.bust_to)
    return f"{sentence} {t('That side throws first next.')}" if rules.bust_throws_first else sentence


def _time_limit(rules: Rules) -> str:
    if not rules.limit_minutes:
        return ""
    return t(
        "The round in play after {minutes:minute|minutes} is the last; then the leader wins.",
        minutes=rules.limit_minutes,
    )


def _match_length(rules: Rules) -> str:
    if rules.games == 1:
        return ""
    if rules.every_game_counts:
        return t("{games} games, and every one counts.", games=rules.games)
    return t("Best of {games}.", games=rules.games)


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
    points1, points2 = rules.handicap
    return t("start at {score}", score=f"{points1}–{points2}") if points1 or points2 else t("no handicap")


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
