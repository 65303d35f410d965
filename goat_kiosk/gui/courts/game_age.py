"""Age and progress of a game as text: how far it is, and how long an unfinished one has been left."""

from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.dates import format_day_of_year, format_weekday
from goat_kiosk.gui.text.language import t
from goat_kiosk.host.clock import DAY_MS, HOUR_MS, MINUTE_MS

_WEEK_MS = 7 * DAY_MS


def is_left_behind(game: Game, age: int) -> bool:
    """Return whether nobody is playing this unfinished game: it is set aside, or `age` (ms) is a day or more."""
    return not game.is_over and (game.is_set_aside or age >= DAY_MS)


def since_text(age: int, at: int) -> str:
    """Return that a game is set aside, and since which day: `age` in ms, `at` in ms since 1970 UTC."""
    if age < DAY_MS:
        return t("set aside")
    return t("set aside {day}", day=format_weekday(at) if age < _WEEK_MS else format_day_of_year(at))


def progress_text(game: Game, age: int) -> str:
    """Return how far a game is; `age` is the milliseconds since its last change."""
    if game.help is not None:
        return t("help")
    if game.is_set_aside and not game.is_over:
        return _aside_text(age)
    if not game.is_over and age >= DAY_MS:
        days = age // DAY_MS
        return t("1 day old") if days == 1 else t("{count} days old", count=days)
    if not game.is_over and age >= HOUR_MS:
        return t("idle {count} h", count=age // HOUR_MS)
    live, final = t("round {round}", round=game.round_number), t("disputed") if game.is_disputed else t("final")
    return {"lobby": t("lobby"), "live": live, "finished": final, "canceled": t("canceled")}[game.status]


def _aside_text(age: int) -> str:
    """Return since when a game is set aside."""
    if age < MINUTE_MS:
        return t("set aside")
    if age < HOUR_MS:
        return t("set aside {count} min ago", count=age // MINUTE_MS)
    if age < DAY_MS:
        return t("set aside {count} h ago", count=age // HOUR_MS)
    days = age // DAY_MS
    return t("set aside 1 day ago") if days == 1 else t("set aside {count} days ago", count=days)
