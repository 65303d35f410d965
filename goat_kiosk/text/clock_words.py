"""Words for a round clock: what is left of the round, and what to do when the horn has sounded."""

from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.round_clock import ClockReading
from goat_kiosk.tournament.tournament import Tournament

_SECOND_MS = 1_000


def clock_words(clock: ClockReading) -> str:
    """Return what a clock says; resources/static/round-clock.js says the same."""
    if clock.is_up:
        return t("Time is up: finish your round. The leader wins; a tie plays one more.")
    time = minutes_and_seconds(clock.left_ms)
    return t("The clock stands: {time} left", time=time) if clock.is_stopped else t("Round: {time} left", time=time)


def clock_name(tournament: Tournament, clock: ClockReading) -> str:
    """Return the name of the clock's division; empty where the tournament has only one."""
    return tournament.divisions[clock.division].name if len(tournament.divisions) > 1 else ""


def minutes_and_seconds(ms: int) -> str:
    """Return a duration as “4:05”; a second that has begun counts."""
    seconds = -(-ms // _SECOND_MS)
    return f"{seconds // 60}:{seconds % 60:02}"
