"""Screen status: how far behind a screen is, from its report and the current games.

A screen reports which event it has painted. Right after a bag every screen is one event behind, and its report takes a
moment more. With many courts some bag is always that fresh, so an event of the last seconds is not expected yet.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.services.audience import ScreenInfo
from goat_kiosk.gui.text.language import t

Freshness = Literal["newest", "late", "silent"]
SIGNS: dict[Freshness, str] = {"newest": "✓", "late": "!", "silent": "?"}

LATE_AFTER_MS = 3_000
"""Age of an event that a screen should show. A state arrives in 0.1 s, its report 0.5 s later, on Wi-Fi more."""
SILENT_AFTER_S = 15.0
"""Seconds without a report; a screen reports every ten."""
_MAX_RECENT = 1_024
"""Most states whose text is cached: some minutes of 64 courts."""


class ScreenStatus(NamedTuple):
    """A screen, and whether it shows the newest state."""

    screen: ScreenInfo
    freshness: Freshness
    text: str
    """What it shows of the games, such as “Court 1: round 9, bag 5”."""


class _RecentState(NamedTuple):
    """A recent state of a game: its text, and the time of its event in milliseconds."""

    text: str
    at: int


class ScreenStatuses:
    """Evaluates the reports of screens against the current games."""

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._scorekeeper = scorekeeper
        self._recent: dict[tuple[int, str], _RecentState] = {}
        for game_id in scorekeeper.game_ids():
            self._remember(scorekeeper.snapshot(game_id))
        scorekeeper.subscribe(self._remember)

    def evaluate(self, screens: Iterable[ScreenInfo]) -> list[ScreenStatus]:
        """Return the status of each screen."""
        game_ids = {str(game_id): game_id for game_id in self._scorekeeper.game_ids()}
        return [self._status_of(screen, game_ids) for screen in screens]

    def _remember(self, change: Change) -> None:
        """Cache the text of each state, because a late screen shows one of the last states."""
        text = f"{change.game.court}: {progress_text(change.game)}"
        self._recent[change.game_id, change.event_id] = _RecentState(text, change.history.at)
        while len(self._recent) > _MAX_RECENT:
            del self._recent[next(iter(self._recent))]

    def _status_of(self, screen: ScreenInfo, game_ids: dict[str, int]) -> ScreenStatus:
        if screen.seconds_since_report > SILENT_AFTER_S:
            text = t(
                "Not heard of for {seconds} seconds: is it on, and in reach?",
                seconds=f"{screen.seconds_since_report:.0f}",
            )
            return ScreenStatus(screen, "silent", text)
        shown_events = {game_ids[key]: event for key, event in screen.shows.items() if key in game_ids}
        late = {game_id: event for game_id, event in shown_events.items() if self._is_late(game_id, event)}
        games = [self._text_of(game_id, event) for game_id, event in (late or shown_events).items()]
        return ScreenStatus(screen, "late" if late else "newest", _scene_text(games, late=bool(late)))

    def _is_late(self, game_id: int, event_id: str) -> bool:
        """Whether the screen lacks an event that is older than `LATE_AFTER_MS`."""
        log, _, seq = event_id.rpartition("-")
        history = self._scorekeeper.history(game_id)
        if log != self._scorekeeper.log_name or not 0 < int(seq) <= history.seq:
            return True
        missing = self._recent.get((game_id, f"{log}-{int(seq) + 1}"))
        since = missing.at if missing else 0
        return int(seq) < history.seq and self._scorekeeper.now() - since > LATE_AFTER_MS

    def _text_of(self, game_id: int, event_id: str) -> str:
        recent = self._recent.get((game_id, event_id))
        return recent.text if recent else ""


def _scene_text(games: Sequence[str], *, late: bool) -> str:
    """Return the line under a screen's name; `games` are the texts of the late games, if any, otherwise of all."""
    if not games:
        return t("No game")
    if late:
        return t("Still {state}", state=games[0]) if games[0] else t("Still an older score: reload it")
    return t("{count} courts", count=len(games)) if len(games) > 1 else games[0]


def summary(statuses: Sequence[ScreenStatus]) -> str:
    """Return a sentence that sums up the status of all screens."""
    if not statuses:
        return t("No screen is connected.")
    newest = sum(status.freshness == "newest" for status in statuses)
    if len(statuses) == 1:
        return t("{newest} of 1 screen shows the newest state.", newest=newest)
    return t("{newest} of {count} screens show the newest state.", newest=newest, count=len(statuses))


def late_line(statuses: Sequence[ScreenStatus]) -> str:
    """Return the text for the status bar if screens are late or silent, otherwise an empty string."""
    late = [status.screen.name for status in statuses if status.freshness in {"late", "silent"}]
    if not late:
        return ""
    return (
        t("{screen} is behind (F9)", screen=late[0])
        if len(late) == 1
        else t("{late} of {count} screens are behind (F9)", late=len(late), count=len(statuses))
    )


def progress_text(game: Game) -> str:
    """Return the progress of a game, such as “round 9, bag 5”: five bags of round 9 are thrown."""
    if game.status == "canceled":
        return t("canceled")
    if game.status == "lobby":
        return t("lobby")
    if game.status == "finished":
        return t("final {score}", score=f"{game.score[0]}–{game.score[1]}")
    bags = t("bag {number}", number=len(game.bags)) if game.bags else t("no bag yet")
    return f"{t('round {round}', round=game.round_number)}, {bags}"
