"""Words for the advice on formats: what a format is, how many games everybody gets, and whether it fits."""

from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.advice import FormatAdvice, MatchMinutes
from goat_kiosk.tournament.stage import Stage


def format_words(stages: tuple[Stage, ...]) -> str:
    """Return what is played, such as “3 pools, then a bracket of the first 2 of each”."""
    first = _first_words(stages[0])
    if len(stages) == 1:
        return first
    source = stages[1].source
    if source is not None and source.pool_places is not None:
        best = source.pool_places[1]
        return t("{first}, then a bracket of the best {best:of each|# of each}", first=first, best=best)
    places = source.places[1] if source is not None and source.places is not None else 0
    return t("{first}, then a bracket of the best {places}", first=first, places=places)


def _first_words(stage: Stage) -> str:
    if stage.round_minutes is not None:
        rounds, minutes = stage.rounds or 0, stage.round_minutes
        return t("{rounds:round|rounds} of {minutes} min by the clock", rounds=rounds, minutes=minutes)
    if stage.pools > 1:
        return t("{pools:pool|pools}", pools=stage.pools)
    if stage.format == "swiss":
        return t("{rounds:round|rounds} among equals", rounds=stage.rounds or 0)
    return {
        "single": t("Single elimination"),
        "double": t("Double elimination"),
        "round-robin": t("Everybody meets everybody"),
        "switch": t("A new partner every game"),
    }.get(stage.format, t("Open play"))


def games_words(advice: FormatAdvice) -> str:
    """Return how many games everybody gets."""
    least, most = advice.games
    if least == most:
        return t("{games:game|games} each", games=least)
    return t("{least} to {most:game|games} each", least=least, most=most)


def fit_words(advice: FormatAdvice) -> str:
    """Return whether a format fits the night."""
    return {
        "fits": t("Fits"),
        "tight": t("Fits if nothing goes wrong"),
        "too-few-games": t("Too few games"),
        "too-long": t("Too long"),
    }[advice.fit]


def pace_words(pace: MatchMinutes) -> str:
    """Return how long a match takes, and how that is known."""
    minutes = round(pace.typical)
    if pace.is_assumed:
        return t("Assumed: {minutes} min a match. After 20 games here it is this venue’s own pace.", minutes=minutes)
    return t("{minutes} min a match, as the newest games here took.", minutes=minutes)
