"""Page of the TV: a preview of the scoreboard, the screen it is on, and what it shows."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.tv.scoreboard import Scoreboard
from goat_kiosk.gui.tv.tv import KEY, TOURNAMENT_SCENES, WINDOW, Tv
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.scene_form import SceneForm
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import mark_for_translation

_PANEL_WIDTH = 380
_RATIO_WIDTH, _RATIO_HEIGHT, _FRAME = 16, 9, 8
_NO_TV = mark_for_translation(
    "Plug a TV into this computer to have it here. Until then the scoreboard is a window of its own."
)


class TvPicture(QWidget):
    """A small scoreboard in a frame with the proportions of a TV."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Scoreboard(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the proportions."""
        super().resizeEvent(event)
        frame = px(_FRAME)
        width = min(self.width() - 2 * frame, (self.height() - 2 * frame) * _RATIO_WIDTH // _RATIO_HEIGHT)
        area = QRectF(0, 0, width, width * _RATIO_HEIGHT / _RATIO_WIDTH)
        area.moveCenter(QRectF(self.rect()).center())
        self.board.setGeometry(area.toRect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame of the TV."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().line)
        frame = px(_FRAME)
        painter.drawRoundedRect(self.board.geometry().adjusted(-frame, -frame, frame, frame), frame, frame)


class TvPage(SectionPage):
    """Opens and closes the scoreboard, and sets its screen and its content."""

    def __init__(self, tv: Tv, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tv = tv
        self.picture, self.screen_choice = TvPicture(), ChoiceBox()
        self.screen_choice.setAccessibleName(t("The screen for the scoreboard"))
        self.screen_choice.setToolTip(t("The screen for the scoreboard; it is remembered"))
        self.toggle = NamedButton("", t("Open or close the scoreboard"), "primary")
        self.scene = SceneForm(t("Show this"), t("the TV"), mark_for_translation("The court at the desk"))
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.screen_choice.activated.connect(lambda: tv.choose_screen(self.screen_choice.value))
        self.toggle.clicked.connect(tv.toggle)
        self.scene.requested.connect(tv.choose_scene)
        tv.changed.connect(self._show_if_shown)
        tv.games_changed.connect(self.show_games)
        self._arrange()

    def _arrange(self) -> None:
        body, panel = QHBoxLayout(self), QFrame()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        panel.setObjectName("card")
        panel.setFixedWidth(_PANEL_WIDTH)
        column = QVBoxLayout(panel)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(ElidedLabel(t("TV at this computer"), "title"))
        column.addWidget(self.hint)
        column.addWidget(self.screen_choice)
        column.addWidget(self.toggle)
        column.addSpacing(10)
        column.addWidget(ElidedLabel(t("What it shows"), "quiet"))
        column.addWidget(self.scene)
        column.addStretch(1)
        body.addWidget(self.picture, 1)
        body.addWidget(panel)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the current settings of the TV."""
        super().showEvent(event)
        self._show()
        self.scene.preselect(self._tv.scene)

    def show_games(self) -> None:
        """Update the courts and the preview if the page is visible."""
        if self.isVisible():
            is_offered = self._tv.has_tournament or self._tv.scene.tournament is not None
            others = {scene: t(text) for scene, text in TOURNAMENT_SCENES.items()} if is_offered else {}
            self.scene.set_courts(self._tv.courts, others)
            self.picture.board.show_address(self._tv.address)
            self._tv.fill(self.picture.board)

    def _show_if_shown(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        screens, current = self._tv.screens, self._tv.screen
        # An unplugged TV stays in the list and stays chosen, because it will be plugged in again.
        self.screen_choice.set_choices(
            screens if current in screens else {**screens, current: t("{screen} (unplugged)", screen=current)}
        )
        self.screen_choice.choose(current)
        self.hint.setText(t(_NO_TV) if list(screens) == [WINDOW] else t("Full screen, on the TV that is plugged in."))
        caption = f"{t('Close the scoreboard') if self._tv.is_wanted else t('Open the scoreboard')} ({KEY})"
        self.toggle.setText(caption)
        self.toggle.setAccessibleName(caption)
        self.show_games()
