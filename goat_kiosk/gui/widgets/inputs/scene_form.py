"""Form for a screen's scene: its default view, all courts, one court, or a message with its text."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.gui.services.audience import MAX_MESSAGE_LENGTH, SceneInfo, SceneName, WallView
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.i18n import mark_for_translation

TournamentScene = Literal["all", "queue", "tables", "bracket", "draw"]
"""What the TV at this computer shows of a tournament; `all` takes turns, also with the scores of the courts."""


class SceneRequest(NamedTuple):
    """The scene to show: its kind, and its court or text."""

    show: SceneName
    court: str = ""
    text: str = ""
    tournament: TournamentScene | None = None
    """Only the TV at this computer: shown while there is a tournament, else `show`."""
    tournament_id: int = 0
    """The tournament that a wall shows; 0 without one."""
    view: WallView = ""


PAGE, ALL, MESSAGE = SceneRequest("page"), SceneRequest("all"), SceneRequest("message")

_PAGE = mark_for_translation("Its own page")


class SceneForm(QWidget):
    """Chooses a scene; the fields keep their values until it is sent."""

    requested = Signal(object)
    """A `SceneRequest`."""

    def __init__(self, caption: str, receiver: str, page: str = _PAGE, parent: QWidget | None = None) -> None:
        """`caption` is the button's, `receiver` the name of the screen for screen readers, `page` the default scene."""
        super().__init__(parent)
        self._page = page
        self.choice, self.text = ChoiceBox(), QLineEdit(maxLength=MAX_MESSAGE_LENGTH, placeholderText=t("The message"))
        self.button = NamedButton(caption, f"{caption}: {receiver}", "primary")
        self._courts: list[str] | None = None
        self._others: Mapping[SceneRequest, str] | None = None
        self.choice.setAccessibleName(t("What to show: {whom}", whom=receiver))
        self.text.setAccessibleName(t("Message: {whom}", whom=receiver))
        self.text.setToolTip(t("What the screen says, in a few words"))
        self.choice.setToolTip(t("What the screen is to show"))
        self.choice.currentIndexChanged.connect(self._follow)
        self.text.returnPressed.connect(self._send)
        self.button.clicked.connect(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.choice, self.text, self.button):
            column.addWidget(widget)
        self.set_courts([])

    def set_courts(self, courts: list[str], others: Mapping[SceneRequest, str] | None = None) -> None:
        """Set the courts to choose from, and `others` that come before them."""
        if (courts, others) != (self._courts, self._others):
            self._courts, self._others = courts, others
            court_choices = {SceneRequest("court", court): court for court in courts}
            self.choice.set_choices(
                {PAGE: t(self._page), **(others or {}), ALL: t("All courts"), **court_choices, MESSAGE: t("A message")}
            )
            self._follow()

    def preselect(self, scene: SceneInfo) -> None:
        """Set the fields to the current scene."""
        of_wall = SceneRequest(scene.show, scene.court, tournament_id=scene.tournament_id, view=scene.view)
        self.choice.choose(scene._replace(text="") if isinstance(scene, SceneRequest) else of_wall)
        self.text.setText(scene.text)

    def _follow(self) -> None:
        self.text.setVisible(self.choice.value == MESSAGE)

    def _send(self) -> None:
        scene = self.choice.value
        self.requested.emit(SceneRequest("message", text=self.text.text()) if scene == MESSAGE else scene)
