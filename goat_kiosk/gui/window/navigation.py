"""Navigation of the window: which page is shown, how one gets there, and how Esc leads back.

Exactly one page is shown. A question wins over a section, a section over a correction, that over the lineup, and the
lineup over the game, whose page follows from its status alone.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.preview import CorrectionEvent, Preview, RejectedPreview
from goat_kiosk.gui.settings.action_specs import ActionName
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.section_page import Section
from goat_kiosk.gui.window.layout import MainWindowLayout
from goat_kiosk.gui.window.menu import PLACES
from goat_kiosk.gui.window.sections import HELP, HISTORY

_PLAY, *_SECTION_PLACES = PLACES


class Navigation(QObject):
    """Chooses the page of one window."""

    def __init__(self, window: MainWindowLayout) -> None:
        super().__init__(window)
        self._window = window
        self._pages, self._prompt = window.pages, window.pin_prompt
        self._last_sections: dict[ActionName, str] = {}
        """The section that was open last in each place."""
        self._bind()
        window.pages.closed.connect(self.close_section)
        window.pages.section_requested.connect(self.open_section)
        window.rounds.closed.connect(self.show_page)
        window.rail.unfinished_requested.connect(self._open_unfinished)
        for question in (self._prompt, window.close_question):
            question.asking_changed.connect(self.show_page)
        for part in (window.lobby, window.rounds):
            part.players_requested.connect(self.toggle_lineup)
        window.lineup.closed.connect(self.toggle_lineup)
        window.status_bar.scorers_requested.connect(self.toggle_scorers)
        window.scorers.closed.connect(self.toggle_scorers)
        self._prompt.lock.changed.connect(self._on_lock_changed)
        input_filter().user_active.connect(self._keep_unlocked)

    def _bind(self) -> None:
        window, bind = self._window, self._window.keys.bind
        bind(window, _PLAY, self.close_section)
        for place in _SECTION_PLACES:
            bind(window, place, partial(self.open_place, place))
        bind(window, "help", partial(self.open_section, HELP))
        bind(window, "back", self.go_back)
        bind(window, "players", partial(self.when_game_visible, self.toggle_lineup))

    @property
    def section(self) -> Section | None:
        """The open section."""
        return self._pages.sections.get(self._pages.section_name or "")

    @property
    def page(self) -> QWidget:
        """The page that is to be shown."""
        window = self._window
        if self._prompt.is_asking:
            return self._prompt.page
        if window.close_question.is_asking:
            return window.close_question.page
        if self.section is None and window.rounds.is_correcting:
            return window.preview
        if self.section is None and window.lineup.is_open:
            return window.lineup
        return self._pages.page(window.current.game)

    def show_page(self) -> None:
        """Show the page, and mark its place in the menu and its game in the rail."""
        window, page = self._window, self.page
        window.tv.refresh()
        window.menu.mark(self.section.place if self.section else _PLAY)
        window.rail.mark(None if self.section else window.current.game_id)
        has_rounds = page in {window.play, window.finish, window.preview}
        window.rounds.setVisible(has_rounds and window.scorers.isHidden())
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if not window.rounds.is_correcting:
                # The page gets the focus, not a button: the space bar must not press a button by accident.
                page.setFocus()

    def show_preview(self, event: CorrectionEvent, outcome: Preview | RejectedPreview, later: str) -> None:
        """Show what a correction changes; `later` is the sentence about later games."""
        self._window.preview.show_outcome(event, outcome, later)
        # The focus stays in the correction form.
        self._pages.setCurrentWidget(self.page)

    def open_section(self, name: str) -> None:
        """Open the section `name`, after the PIN if it is locked."""
        section = self._pages.sections[name]
        if section.locked and self._prompt.needs_pin(t("Open {page}", page=t(name)), partial(self.open_section, name)):
            return
        if name == HELP and self.section != section:
            self._list_pressable_actions()
        self.reopen_section(name)

    def reopen_section(self, name: str) -> None:
        """Open the section `name` without the PIN, because it was open in a window that this one replaces."""
        self._last_sections[self._pages.sections[name].place] = name
        self._set_section(name)

    def open_place(self, place: ActionName) -> None:
        """Open the section that was open last in this place; one without the PIN while the lock is closed.

        In the place itself it is the first section: the key leads from sign-up or set-up to the desk.
        """
        sections = self._pages.in_place(place)
        is_there = self.section is not None and self.section.place == place
        last = sections[0].name if is_there else self._last_sections.get(place, sections[0].name)
        unlocked = [section.name for section in sections if not section.locked]
        must_ask = self._prompt.lock.is_closed and self._pages.sections[last].locked
        self.open_section(unlocked[0] if must_ask and unlocked else last)

    def close_section(self) -> None:
        """Show the game again."""
        self._set_section(None)

    def _set_section(self, name: str | None) -> None:
        self.forget_questions()
        self._pages.set_section(name)
        self._window.message.say("")
        self.show_page()

    def _list_pressable_actions(self) -> None:
        """Show on the help page what can be pressed on the page that it is about to replace."""
        from goat_kiosk.gui.help.page import HelpPage, pressable_actions  # noqa: PLC0415  not loaded by a start

        page = self._pages.section(HELP)
        if isinstance(page, HelpPage):
            shown = self._pages.section(self.section.name) if self.section is not None else None
            page.show_actions(pressable_actions(self._window.keys, shown.letters if shown is not None else {}))

    def forget_questions(self) -> None:
        """Drop the questions that take the place of a page."""
        self._prompt.forget()
        self._window.close_question.dismiss()

    def go_back(self) -> None:
        """Close what is open, one part at a time; from the form of a new game, return to a game."""
        window = self._window
        if self._prompt.is_asking or window.close_question.is_asking:
            self.forget_questions()
            self.show_page()
        elif self.section is not None:
            self.close_section()
        elif window.scorers.isVisible():
            self.toggle_scorers()
        elif window.rounds.is_correcting:
            window.rounds.close_correction()
            self.show_page()
        elif window.lineup.is_open:
            self.toggle_lineup()
        elif window.current.game_id is None:
            window.current.show_previous()
        elif self.page is window.play:
            window.play.close_form()

    def _open_unfinished(self) -> None:
        """Open the history of unfinished games."""
        self.open_section(HISTORY)
        from goat_kiosk.gui.history.page import HistoryPage  # noqa: PLC0415  not loaded by a start

        page = self._pages.section(HISTORY)
        if isinstance(page, HistoryPage):
            page.show_unfinished()

    def toggle_lineup(self) -> None:
        """Show the page of names and lineups in place of the game, or the game again."""
        window = self._window
        if window.current.game is not None and window.current.game.status != "canceled":
            window.rounds.close_correction()
            window.lineup.is_open = not window.lineup.is_open
            self.show_page()

    def toggle_scorers(self) -> None:
        """Show the pairing panel in place of the rounds, or hide it."""
        window = self._window
        if window.scorers.isHidden():
            if self._prompt.needs_pin(t("Pair scorer phones"), self.toggle_scorers):
                return
            window.scorers.preset(window.current.game.court if window.current.game else None)
        window.scorers.setVisible(window.scorers.isHidden())
        self.show_page()
        (window.pages if window.scorers.isHidden() else window.scorers.court).setFocus()

    def when_game_visible(self, action: Callable[[], None]) -> None:
        """Run `action`, such as undo, only while the game is visible."""
        if self.section is None and not (self._prompt.is_asking or self._window.close_question.is_asking):
            action()

    @property
    def _is_behind_lock(self) -> bool:
        """Whether a part of the window is open that needs the PIN."""
        return self._window.scorers.isVisible() or (self.section is not None and self.section.locked)

    def _keep_unlocked(self) -> None:
        if self._is_behind_lock:
            self._prompt.lock.keep_open()

    def _on_lock_changed(self) -> None:
        """Close the parts that need the PIN when the lock closes."""
        if self._prompt.lock.is_closed and self._is_behind_lock:
            self._window.scorers.hide()
            self.close_section()
