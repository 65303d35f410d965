"""Page of keys and preferences: the keyboard drawn, key bindings and profiles, sound, sides.

A built-in profile never changes: the first other key makes a copy, which is then in use. A key that is taken is refused
with the name of its action.
"""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.keyboard.key_capture import KeyCapture
from goat_kiosk.gui.keyboard.keyboard_view import KeyboardView
from goat_kiosk.gui.settings import keymap
from goat_kiosk.gui.settings.action_specs import PROFILE_ACTIONS, SPECS, ProfileAction
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.settings.keymap import BUILT_IN, Profile
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.settings.sides import Sides
from goat_kiosk.gui.sound.sounds import NO_PLAYER, Sounds
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.host import atomic_write
from goat_kiosk.text.i18n import mark_for_translation

_COLUMNS = 3
_FILE_FILTER = mark_for_translation("Keys of GOaT Kiosk (*.json)")


class KeyPage(SectionPage):
    """Shows the preferences of the window, and changes them."""

    def __init__(
        self, keys: Actions, preferences: Preferences, sides: Sides, sounds: Sounds, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys, self._preferences, self._sides = keys, preferences, sides
        self._sounds = "" if sounds.is_available else NO_PLAYER
        self.captures = {action: KeyCapture(action) for action in PROFILE_ACTIONS}
        for action, capture in self.captures.items():
            capture.pressed_key.connect(lambda key, action=action: self._give_key(action, key))
        self.sounds, self.mirrored = QPushButton(), QPushButton()
        self.speech = RadioGroup(
            t("What a screen reader says"),
            {
                "all": Choice(t("Every bag"), t("Each bag and who throws next")),
                "rounds": Choice(t("Rounds only"), t("The end of each round, and whatever else happens")),
            },
        )
        self.imports, self.exports, self.remove = (
            NamedButton(t("Import…"), t("Use the keys of a file")),
            NamedButton(t("Export…"), t("Save these keys as a file, for another laptop")),
            NamedButton(t("Remove"), t("Forget these keys of your own")),
        )
        self.change = NamedButton(t("Change a key…"), t("Show every action with its keys, to give it another"))
        self.change.setCheckable(True)
        self.view, self._stack = KeyboardView(), QStackedWidget()
        self._profile_row, self._group = QGroupBox(), QButtonGroup(self)
        self._profile_row.setAccessibleName(t("Keys"))
        self._profiles = QHBoxLayout(self._profile_row)
        self._profiles.setContentsMargins(0, 0, 0, 0)
        self._connect()
        self._arrange()
        preferences.changed.connect(self._show)
        self._show()

    def _connect(self) -> None:
        self.sounds.clicked.connect(lambda: self._preferences.change(sounds=not self._preferences.current.sounds))
        self.mirrored.clicked.connect(self._sides.swap_all)
        self.speech.chosen.connect(lambda speech: self._preferences.change(speech=speech))
        self.remove.clicked.connect(self._remove)
        self.exports.clicked.connect(self._ask_where_to)
        self.imports.clicked.connect(self._ask_where_from)
        self.change.toggled.connect(self._stack.setCurrentIndex)

    def _arrange(self) -> None:
        column, footer = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(8)
        header = QHBoxLayout()
        header.addWidget(ElidedLabel(t("Keys, sound and sides"), "title"), 1)
        speech_label = QLabel(t("What a screen reader says"))
        speech_label.setProperty("role", "quiet")
        header.addWidget(speech_label)
        header.addWidget(self.speech)
        column.addLayout(header)
        column.addWidget(self._profile_row)
        for widget in (self.view, self._table()):
            self._stack.addWidget(widget)
        column.addWidget(self._stack, 1)
        if self._sounds:
            column.addWidget(ElidedLabel(t(self._sounds), "quiet"))
        for button in (self.sounds, self.mirrored, self.imports, self.exports, self.remove, self.change):
            footer.addWidget(button)
        column.addLayout(footer)

    def _table(self) -> QScrollArea:
        area, inside = QScrollArea(), QFrame()
        inside.setObjectName("card")
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(12)
        rows_per_column = -(-len(PROFILE_ACTIONS) // _COLUMNS)
        for index, (action, capture) in enumerate(self.captures.items()):
            row, column_pair = index % rows_per_column, index // rows_per_column
            grid.addWidget(ElidedLabel(t(SPECS[action].text)), row, 2 * column_pair)
            grid.addWidget(capture, row, 2 * column_pair + 1)
        for column, stretch in enumerate((5, 4) * _COLUMNS):
            grid.setColumnStretch(column, stretch)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def showEvent(self, event: QShowEvent) -> None:
        """Show the current preferences."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        profile, settings = self._keys.profile, self._preferences.current
        self._offer_profiles(profile)
        self.view.show_profile(profile)
        for action, capture in self.captures.items():
            capture.show_keys(profile.keys_of(action))
        self.remove.setEnabled(profile not in BUILT_IN)
        self.speech.choose(settings.speech)
        _switch(self.sounds, t("Sounds"), t(self._sounds) or t("A short sound for each bag"), is_on=settings.sounds)
        _switch(self.mirrored, t("Team 2 left"), t("Team 2 stands left in every game"), is_on=settings.team2_left)

    def _offer_profiles(self, current: Profile) -> None:
        """Show a button for each profile; rebuild them only if the profiles have changed."""
        names = [profile_text(profile.name) for profile in self._keys.profiles]
        buttons = [button for button in self._group.buttons() if isinstance(button, ElidedButton)]
        if [button.caption for button in buttons] != names:
            for old in buttons:
                self._group.removeButton(old)
                old.deleteLater()
                self._profiles.removeWidget(old)
            buttons = [self._profile_button(profile.name) for profile in self._keys.profiles]
        for button in buttons:
            button.setChecked(button.caption == profile_text(current.name))

    def _profile_button(self, name: str) -> ElidedButton:
        button = ElidedButton(profile_text(name))
        button.setCheckable(True)
        button.setAutoExclusive(True)  # a radio button for screen readers; what excludes the others is its group
        button.setAccessibleName(t("Keys: {name}", name=profile_text(name)))
        button.setToolTip(plain_tooltip(t("Use the keys “{name}”", name=profile_text(name))))
        button.clicked.connect(lambda: self._preferences.change(profile=name))
        self._group.addButton(button)
        self._profiles.addWidget(button)
        return button

    def _give_key(self, action: ProfileAction, key: str) -> None:
        profile = self._keys.profile
        try:
            after = keymap.add_key(profile, action, key) if key else keymap.remove_keys(profile, action)
        except InvalidValue as error:
            self.refused.emit(error_text(error))
            return
        self._use_profile(after)
        self.notified.emit(
            t(
                "“{action}” is now {key}, in “{profile}”.",
                action=t(SPECS[action].text),
                key=key or t("without a key"),
                profile=profile_text(self._keys.profile.name),
            )
        )

    def _use_profile(self, profile: Profile) -> None:
        """Use `profile`: it replaces the one with its name, or becomes a copy if that one is built in."""
        profiles = self._preferences.current.profiles
        if any(profile.name == built_in.name for built_in in BUILT_IN):
            profile = Profile(
                t("My {profile}", profile=profile_text(profile.name).lower())[:MAX_NAME_LENGTH], profile.keys
            )
        others = [other for other in profiles if other.name != profile.name]
        self._preferences.change(profile=profile.name, profiles=(*others, profile))

    def _remove(self) -> None:
        name = self._keys.profile.name
        others = tuple(other for other in self._preferences.current.profiles if other.name != name)
        self._preferences.change(profile=BUILT_IN[0].name, profiles=others)
        self.notified.emit(
            t("“{name}” is forgotten; “{other}” is in use.", name=name, other=profile_text(BUILT_IN[0].name))
        )

    def _ask_where_to(self) -> None:
        dialog = QFileDialog(self, t("Export keys"), str(Path.home() / "goat-kiosk-keys.json"), t(_FILE_FILTER))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        self._open(dialog, self.export_to)

    def _ask_where_from(self) -> None:
        dialog = QFileDialog(self, t("Import keys"), str(Path.home()), t(_FILE_FILTER))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, self.import_from)

    def _open(self, dialog: QFileDialog, action: object) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(action)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the keys in use to a file."""
        try:
            atomic_write.write(Path(name), keymap.export_profile(self._keys.profile))
        except OSError as error:
            self.refused.emit(t("The keys cannot be written to {name}: {reason}.", name=name, reason=error.strerror))
        else:
            self.notified.emit(
                t("“{profile}” is saved in {name}.", profile=profile_text(self._keys.profile.name), name=name)
            )

    def import_from(self, name: str) -> None:
        """Use the keys of a file."""
        try:
            profile = keymap.import_profile(Path(name).read_bytes())
        except OSError as error:
            self.refused.emit(t("{name} cannot be read: {reason}.", name=name, reason=error.strerror))
        except InvalidValue as error:
            self.refused.emit(error_text(error))
        else:
            self._use_profile(profile)
            self.notified.emit(t("“{profile}” is in use.", profile=profile_text(self._keys.profile.name)))


def profile_text(profile: str) -> str:
    """Return the profile's display name; the names of built-in profiles are translated."""
    return t(profile) if any(profile == built_in.name for built_in in BUILT_IN) else profile


def _switch(button: QPushButton, caption: str, explanation: str, *, is_on: bool) -> None:
    button.setCheckable(True)
    button.setChecked(is_on)
    state = t("{switch}: on", switch=caption) if is_on else t("{switch}: off", switch=caption)
    button.setText(state)
    button.setAccessibleName(state)
    button.setToolTip(explanation)
