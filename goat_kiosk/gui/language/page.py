"""Language page: one large button for each language, in its own name; the window changes at once.

Who cannot read this window must find it and use it, so it has a globe, and no sentence that must be understood.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import language_of, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.text.i18n import catalogs

_WIDTH = 560


class LanguagePage(SectionPage):
    """Chooses the language of the window."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        names = {code: catalog.name for code, catalog in catalogs().items()}
        system = t("As the system ({language})", language=names[language_of("")])
        choices = {"": Choice(system), **{code: Choice(name) for code, name in names.items()}}
        self.languages = RadioGroup(t("Language of this window"), choices, is_column=True)
        self.languages.chosen.connect(lambda code: preferences.change(language=code))
        self.setFocusProxy(self.languages)
        column, card = QVBoxLayout(self), QFrame()
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(14)
        column.addWidget(ElidedLabel(t("Language"), "title"))
        card.setObjectName("card")
        card.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 18, 20, 20)
        inside.addWidget(self.languages)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
        note = t("Phones and walls use the language of their own browser.")
        column.addWidget(ElidedLabel(note, "quiet"))
        column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the current language."""
        super().showEvent(event)
        self.languages.choose(self._preferences.current.language)
