"""Uplink poller: reads the link's status and the other kiosks' courts once a second.

The uplink answers on the hub's thread; `in_main_thread` brings the answer to the window.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.gui.text.language import join_messages, t
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.uplink.peers.peers import LinkStatus, PeerCourt, PeerTournament

_POLL_MS = 1_000


class PeerCourts(Protocol):
    """What the window asks of the uplink; each call returns at once."""

    @property
    def status(self) -> LinkStatus:
        """The status of the link to the other kiosks."""

    def list_peer_courts(self, on_courts: Callable[[list[PeerCourt]], None]) -> None:
        """Call `on_courts` with the courts of the other kiosks, from any thread."""

    def list_peer_tournaments(self, on_tournaments: Callable[[list[PeerTournament]], None]) -> None:
        """Call `on_tournaments` with the open tournaments of the other kiosks, from any thread."""

    def begin_take_over(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game over; `on_done` is called from any thread, with the error or None."""

    @property
    def unconfirmed(self) -> str:
        """A discovered Redis address that the scorekeeper must confirm; empty if there is none."""

    def begin_confirm(self, url: str) -> None:
        """Share at an address that was found on the network."""

    def begin_take_back(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game back; see `begin_take_over`."""

    def begin_take_over_tournament(self, tournament_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a tournament over; see `begin_take_over`."""

    def begin_take_back_tournament(self, tournament_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a tournament back; see `begin_take_over`."""


class PeerWatch(QObject):
    """Polls the uplink for one window."""

    def __init__(self, window: MainWindow, uplink: PeerCourts) -> None:
        super().__init__(window)
        self._window = window
        self._uplink = uplink
        self._show_courts = in_main_thread(window.rail.peers.show_courts)
        self._report = in_main_thread(window.handover.on_taken_over)
        window.handover.take_over_requested.connect(self._take_over)
        window.handover.take_back_requested.connect(self._take_back)
        tournaments = window.tournament_handover
        self._show_tournaments = in_main_thread(tournaments.show_peers)
        self._report_tournament = in_main_thread(tournaments.on_taken_over)
        tournaments.take_over_requested.connect(self._take_over_tournament)
        tournaments.take_back_requested.connect(self._take_back_tournament)
        self._asked_address = ""
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()
        window.closed.connect(self._timer.stop)  # the uplink may have ended by the next poll
        self._poll()

    def _poll(self) -> None:
        status = self._uplink.status
        self._window.status_bar.show_uplink(status)
        self._window.message.show_problem("kiosks", join_messages(status.problems))
        self._uplink.list_peer_courts(self._show_courts)
        self._uplink.list_peer_tournaments(self._show_tournaments)
        self._ask_to_confirm(self._uplink.unconfirmed)

    def _ask_to_confirm(self, url: str) -> None:
        if url and url != self._asked_address and not self._window.message.requires_answer:
            question = t("A kiosk of this network says that scores are shared through {place}.", place=url)
            share = partial(self._uplink.begin_confirm, url)
            self._window.message.ask(question, [(t("Share there"), share), (t("Leave it"), lambda: None)])
            self._asked_address = url

    def _take_over(self, game_id: int) -> None:
        self._uplink.begin_take_over(game_id, partial(self._report, game_id))

    def _take_back(self, game_id: int) -> None:
        self._uplink.begin_take_back(game_id, partial(self._report, game_id))

    def _take_over_tournament(self, tournament_id: int) -> None:
        self._uplink.begin_take_over_tournament(tournament_id, partial(self._report_tournament, tournament_id))

    def _take_back_tournament(self, tournament_id: int) -> None:
        self._uplink.begin_take_back_tournament(tournament_id, partial(self._report_tournament, tournament_id))
