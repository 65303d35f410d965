"""A rule set in sentences, and which of them a house plays otherwise than the ACL.

For every screen that explains the rules. What differs is not listed anywhere: it is the sentences that the ACL's own
rules would not say, so a new option is told apart as soon as it is told.
"""

from goat_kiosk.domain.rules import ACL, Rules
from goat_kiosk.domain.scoring import TOUCH_FRAME_POINTS
from goat_kiosk.language import later, t


def rules(played: Rules, names: tuple[str, str]) -> list[str]:
    """Return the rules in force as sentences, the one that wins the game first; `names` are the teams'."""
    told = [
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
    return [sentence for sentence in told if sentence]


def house_rules(played: Rules, names: tuple[str, str]) -> list[str]:
    """Return the sentences in which the rules in force differ from the ACL's."""
    usual = rules(ACL, names)
    return [sentence for sentence in rules(played, names) if sentence not in usual]


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


_MODES = {
    "cancellation": later("Bags cancel: only the side with more scores, and only the difference."),
    "cumulative": later("Nothing cancels: each side scores all its bags."),
    "like-for-like": later("Holes cancel holes, boards cancel boards."),
    "frames": later("The side with more gets one point for the round."),
}
_WASHES = {
    "retain": later("After a tied round the same side throws first again."),
    "swap": later("After a tied round the other side throws first."),
    "toss": later("After a tied round a coin decides who throws first."),
}
_TOUCHES = {
    "award": later("Touched bags: the scorekeeper awards points by hand."),
    "three": later("Touching live bags gives the other side 3 a bag."),
    "twelve": later("Touching live bags ends the round with {points} for the other side."),
}
