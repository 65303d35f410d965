"""Navigation of the window: opens the sections, behind the PIN where they are locked, and goes back to the game."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.help.page import HelpPage, pressable_actions
from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.settings.action_specs import ActionName
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.section_page import Section
from goat_kiosk.gui.window.menu import PLACES
from goat_kiosk.gui.window.pages import WindowPages
from goat_kiosk.gui.window.sections import HELP

_PLAY, *_SECTION_PLACES = PLACES


class Navigation(QObject):
    """Chooses the open section, or none."""

    changed = Signal()
    """Another section is to be shown, or the game."""

    def __init__(self, pages: WindowPages, actions: Actions, prompt: PinPrompt, window: QWidget) -> None:
        super().__init__(window)
        self._pages, self._actions, self._prompt = pages, actions, prompt
        self._last_sections: dict[ActionName, str] = {}
        """The section that was open last in each place."""
        actions.bind(window, _PLAY, self.close_section)
        for place in _SECTION_PLACES:
            actions.bind(window, place, partial(self.open_place, place))
        actions.bind(window, "help", partial(self.open_section, HELP))
        pages.closed.connect(self.close_section)
        pages.section_requested.connect(self.open_section)

    @property
    def place(self) -> ActionName:
        """The place that is shown."""
        section = self.section
        return section.place if section else _PLAY

    @property
    def section(self) -> Section | None:
        """The open section."""
        return self._pages.sections.get(self._pages.section_name or "")

    @property
    def is_behind_lock(self) -> bool:
        """Whether the open section needs the PIN."""
        return self.section is not None and self.section.locked

    def open_section(self, name: str) -> None:
        """Open the section `name`, after the PIN if it is locked."""
        section = self._pages.sections[name]
        if section.locked and self._prompt.needs_pin(t("Open {page}", page=t(name)), partial(self.open_section, name)):
            return
        if name == HELP and self.section != section:
            self._list_pressable_actions()
        self._last_sections[section.place] = name
        self._pages.set_section(name)
        self.changed.emit()

    def open_place(self, place: ActionName) -> None:
        """Open the section that was open last in this place; one without the PIN while the lock is closed."""
        sections = self._pages.in_place(place)
        last = self._last_sections.get(place, sections[0].name)
        unlocked = [section.name for section in sections if not section.locked]
        must_ask = self._prompt.lock.is_closed and self._pages.sections[last].locked
        self.open_section(unlocked[0] if must_ask and unlocked else last)

    def close_section(self) -> None:
        """Show the game again."""
        self._pages.set_section(None)
        self.changed.emit()

    def _list_pressable_actions(self) -> None:
        """Show on the help page what can be pressed on the page that it is about to replace."""
        page = self._pages.section(HELP)
        if isinstance(page, HelpPage):
            page.show_actions(pressable_actions(self._actions))
