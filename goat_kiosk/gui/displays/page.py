"""Page of remote displays: the list on the left, the chosen one beside it, commands to all of them below.

It polls the server once a second while it is shown. A command that cannot reach a screen is reported in the message
line.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.displays.screen_detail import ScreenDetail
from goat_kiosk.gui.displays.screen_list import ScreenList
from goat_kiosk.gui.services.audience import MAX_MESSAGE_LENGTH, Audience, ScreenInfo, WallView
from goat_kiosk.gui.services.screen_status import ScreenStatus, ScreenStatuses, summary
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.scene_form import SceneRequest
from goat_kiosk.gui.widgets.master_detail import MasterDetail
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import mark_for_translation

_POLL_MS = 1_000
_VIEWS: dict[WallView, str] = {
    "": mark_for_translation("{tournament}: what matters, in turns"),
    "queue": mark_for_translation("{tournament}: now and next"),
    "bracket": mark_for_translation("{tournament}: bracket"),
    "draw": mark_for_translation("{tournament}: the draw by name"),
    "standings": mark_for_translation("{tournament}: places"),
}
_HELP_TEXT = mark_for_translation(
    "Open {address}/display in the browser of a TV: it shows every court and appears here by itself. "
    "Overlays in streaming software do so too."
)


class ScreensPage(SectionPage):
    """Lists walls and overlays, and sends commands to them."""

    def __init__(
        self, audience: Audience, screen_statuses: ScreenStatuses, scorekeeper: Scorekeeper, address: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._audience, self._statuses, self._scorekeeper, self._address = (
            audience,
            screen_statuses,
            scorekeeper,
            address,
        )
        self.summary, self.phones, self.empty_label = ElidedLabel(role="heading"), ElidedLabel(role="quiet"), QLabel()
        self.list, self.detail = ScreenList(), ScreenDetail()
        self.message = QLineEdit(maxLength=MAX_MESSAGE_LENGTH, placeholderText=t("A message for every screen"))
        self.message.setAccessibleName(t("A message for every screen"))
        self.message.setToolTip(t("Type it and press Enter"))
        self.message_all = NamedButton(t("Show on all"), t("Show this message on every screen"))
        self.pages_all = NamedButton(t("Own pages"), t("Every screen shows its own page again"))
        self.identify_all = NamedButton(t("Identify all"), t("Every screen shows its name for a moment"))
        self.reload_all = NamedButton(t("Reload all"), t("Every screen loads its page anew"))
        self._poll_timer = QTimer(self, interval=_POLL_MS)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self._poll_timer.timeout.connect(self.refresh)
        self.list.chosen.connect(self._choose)
        self.detail.rename_requested.connect(self._rename)
        self.detail.identify_requested.connect(lambda: self._order(self._identify, self._chosen, t("shows its name")))
        self.detail.reload_requested.connect(lambda: self._order(self._reload, self._chosen, t("loads its page anew")))
        self.detail.scene.requested.connect(lambda scene: self._show(scene, self._chosen))
        self.identify_all.clicked.connect(lambda: self._order(self._identify, self._all, t("show their names")))
        self.reload_all.clicked.connect(lambda: self._order(self._reload, self._all, t("load their pages anew")))
        self.pages_all.clicked.connect(lambda: self._show(SceneRequest("page"), self._all))
        self.message_all.clicked.connect(self._message_all)
        self.message.returnPressed.connect(self._message_all)

    def _arrange(self) -> None:
        column, header, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.addWidget(self.summary, 3)
        header.addWidget(self.phones, 2)
        self.phones.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        footer.addWidget(self.message, 1)
        for button in (self.message_all, self.pages_all, self.identify_all, self.reload_all):
            footer.addWidget(button)
        column.addLayout(header)
        column.addWidget(MasterDetail(self.empty_label, self.list, self.detail), 1)
        column.addLayout(footer)

    def showEvent(self, event: QShowEvent) -> None:
        """Poll the server, now and every second."""
        super().showEvent(event)
        self.refresh()
        self._poll_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop polling."""
        super().hideEvent(event)
        self._poll_timer.stop()

    def refresh(self) -> None:
        """Show the screens as they are now."""
        statuses = self._statuses.evaluate(self._audience.screens())
        self.summary.setText(summary(statuses))
        phones = max(0, self._audience.open_streams - len(statuses))
        self.phones.setText(
            t("1 phone follows") if phones == 1 else t("{count} phones follow", count=format_count(phones))
        )
        self.empty_label.setVisible(not statuses)
        self.empty_label.setText(t(_HELP_TEXT, address=self._address().rstrip("/")))
        for widget in (self.message, self.message_all, self.pages_all, self.identify_all, self.reload_all):
            widget.setEnabled(bool(statuses))
        games = [self._scorekeeper.history(game_id).game for game_id in self._scorekeeper.game_ids()]
        named = [*(game.court for game in games), *(status.screen.scene.court for status in statuses)]
        courts = {court_key(court): court for court in filter(None, named)}
        self.detail.scene.set_courts(sorted(courts.values(), key=natural_key), self._tournament_scenes())
        self.list.show_statuses(statuses)

    def _tournament_scenes(self) -> dict[SceneRequest, str]:
        """Return what a screen can show of the open tournaments, in words; nothing while the log cannot be read."""
        try:
            changes = self._scorekeeper.director.open_tournaments()
        except KioskError:
            return {}
        return {
            SceneRequest("tournament", tournament_id=change.tournament_id, view=view): t(
                words, tournament=change.tournament.name
            )
            for change in changes
            for view, words in _VIEWS.items()
        }

    def _choose(self, status: ScreenStatus | None) -> None:
        self.detail.setVisible(status is not None)
        if status is not None:
            self.detail.show_status(status)

    @property
    def _chosen(self) -> list[ScreenInfo]:
        return [self.detail.status.screen] if self.detail.status else []

    @property
    def _all(self) -> list[ScreenInfo]:
        return list(self._audience.screens())

    def _identify(self, screen: ScreenInfo) -> None:
        self._audience.identify(screen.id)

    def _reload(self, screen: ScreenInfo) -> None:
        self._audience.reload(screen.id)

    def _rename(self, name: str) -> None:
        self._order(
            lambda screen: self._audience.rename(screen.id, name),
            self._chosen,
            t("is called {name} from now on", name=name),
        )

    def _message_all(self) -> None:
        if self._show(SceneRequest("message", text=self.message.text()), self._all):
            self.message.clear()

    def _show(self, request: SceneRequest, screens: list[ScreenInfo]) -> bool:
        verb = t("show") if len(screens) > 1 else t("shows")
        scene_text = {
            "page": t("the own page"),
            "all": t("all courts"),
            "court": request.court,
            "message": t("the message"),
            "tournament": t("the tournament"),
        }[request.show]
        return self._order(lambda screen: self._audience.show(screen.id, request), screens, f"{verb} {scene_text}")

    def _order(self, order: Callable[[ScreenInfo], None], screens: list[ScreenInfo], description: str) -> bool:
        """Send a command to `screens` and report it; return whether the server accepted all of them."""
        try:
            for screen in screens:
                order(screen)
        except KioskError as error:
            self.refused.emit(error_text(error))
            return False
        if screens:
            target = screens[0].name if len(screens) == 1 else t("{count} screens", count=len(screens))
            self.notified.emit(f"{target} {description}.")
        self.refresh()
        return True
