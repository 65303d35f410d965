"""The page of rule sets, by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.rules.rule_sets import FIELDS, RuleSet
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.gui.rules.controls import BustControl, ChoiceControl, NumberControl, OptionalControl
from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press, throw, type_in


@pytest.fixture
def page(window: MainWindow) -> RulesPage:
    window.open_section("Rules")
    page = window.pages.section("Rules")
    assert isinstance(page, RulesPage)
    assert page.isVisible()
    return page


def choose(page: RulesPage, words: str) -> None:
    row = next(row for row, line in enumerate(page.list.row_texts) if line.strip(" └") == words)
    click(page.list.viewport(), page.list.visualItemRect(page.list.item(row)).center())


def number(page: RulesPage, words: str) -> NumberControl:
    control = page.editor.rows[words].control
    assert isinstance(control, NumberControl)
    return control


def test_every_rule_has_a_control(page: RulesPage) -> None:
    assert sorted(name for row in page.editor.rows.values() for name in row.control.fields) == sorted(FIELDS)


def test_a_built_in_set_reads_as_sentences_with_one_action(page: RulesPage) -> None:
    choose(page, "ACL")
    assert page.sentences.isVisible()
    assert not page.editor.isVisible()
    assert page.sentences.sentences[:3] == [
        "Winning: First to 21 or more at the end of a round. Win by 1.",
        "Over the target: No bust.",
        "Skunk: No skunk.",
    ]
    assert "Doubles: Partners take turns, a round each." in page.sentences.sentences
    buttons = page.sentences.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Duplicate and edit"]
    choose(page, "Backyard")
    assert page.sentences.sentences[0] == "Winning: Exactly 21 wins, at the end of a round."
    own = [label.text() for label in page.sentences.findChildren(QLabel) if label.property("role") == "own"]
    assert own == ["● Winning", "● Over the target"]


def test_the_form_fits_the_smallest_window(page: RulesPage) -> None:
    page.window().resize(1280, 720)
    choose(page, "Backyard")
    click(page.sentences.duplicate)
    QApplication.processEvents()
    for row in page.editor.rows.values():
        for stepper in row.control.findChildren(Stepper):
            assert stepper.isHidden() or stepper.width() >= stepper.minimumSizeHint().width()
    bust = page.editor.rows["Over target"].control
    assert isinstance(bust, BustControl)
    assert bust.box.fontMetrics().horizontalAdvance("Back to") + 42 <= bust.box.width()


def test_a_set_is_made_from_a_preset_and_played(window: MainWindow, page: RulesPage, scorekeeper: Scorekeeper) -> None:
    choose(page, "Backyard")
    click(page.sentences.duplicate)
    assert page.editor.name.text() == "Backyard copy"
    type_in(page.editor.name, "Joe's Bar")
    for _ in range(6):
        click(number(page, "Target").stepper.less)
    minutes = page.editor.rows["Minutes"].control
    assert isinstance(minutes, OptionalControl)
    click(minutes.switch)
    bust = page.editor.rows["Over target"].control
    assert isinstance(bust, BustControl)
    click(bust.stepper.less)
    assert page.editor.problem.text() == ""
    assert page.editor.description.text() == "Differs from Backyard in: target 15; bust back to 14; 20 minutes."
    assert page.editor.rows["Target"].label.text() == "● Target"
    press(page.editor.name, Qt.Key.Key_Return)
    assert scorekeeper.rule_sets.book.sets["joe's bar"] == RuleSet(
        "Joe's Bar", "backyard", {"target": 15, "bust_to": 14, "limit_minutes": 20}
    )
    assert "└ Joe's Bar" in page.list.row_texts
    assert window.message.text.startswith("Saved. New games can play “Joe's Bar”")
    click(window.rail.button)
    click(window.new_game.rules.buttons["joe's bar"])
    click(window.new_game.submit)
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert game.rules == Rules(name="Joe's Bar", target=15, bust_to=14, bust_throws_first=True, limit_minutes=20)


def test_contradicting_rules_are_reported_and_cannot_be_saved(page: RulesPage, scorekeeper: Scorekeeper) -> None:
    choose(page, "Backyard")
    click(page.sentences.duplicate)
    type_in(page.editor.name, "Pub")
    click(number(page, "Win by").stepper.more)
    assert page.editor.problem.text().startswith("Bust and win by two contradict each other")
    assert not page.editor.save.isEnabled()
    press(page.editor.name, Qt.Key.Key_Return)
    assert scorekeeper.rule_sets.book.sets == {}
    click(page.editor.rows["Win by"].reset)
    assert page.editor.problem.text() == ""
    assert page.editor.save.isEnabled()


def test_a_new_base_changes_the_inherited_settings(page: RulesPage, scorekeeper: Scorekeeper) -> None:
    scorekeeper.rule_sets.save(RuleSet("Pub", "acl", {"target": 18}))
    press(page, Qt.Key.Key_Escape)
    press(page.window(), Qt.Key.Key_F10)
    choose(page, "Pub")
    press(page.editor.parent_box, Qt.Key.Key_Down)
    assert page.editor.parent_box.value == "backyard"
    assert page.editor.description.text() == "Differs from Backyard in: target 18."
    click(page.editor.save)
    assert page.editor.problem.text() == ""
    assert scorekeeper.rule_sets.rules_by_key()["pub"].bust_throws_first
    assert scorekeeper.rule_sets.rules_by_key()["pub"].target == 18


def test_a_rule_set_cannot_inherit_from_its_own_heir(page: RulesPage, scorekeeper: Scorekeeper) -> None:
    scorekeeper.rule_sets.save(RuleSet("Pub", "acl"))
    scorekeeper.rule_sets.save(RuleSet("Late pub", "pub"))
    press(page, Qt.Key.Key_Escape)
    press(page.window(), Qt.Key.Key_F10)
    choose(page, "Pub")
    box = page.editor.parent_box
    assert {"pub", "late pub"} & {box.itemData(row) for row in range(box.count())} == set()
    click(page.editor.delete)
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.message.text == "Late pub is based on it. Delete that first."
    choose(page, "Late pub")
    click(page.editor.delete)
    assert list(scorekeeper.rule_sets.book.sets) == ["pub"]


def test_editing_a_set_never_changes_a_game(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    scorekeeper.rule_sets.save(RuleSet("Pub", "acl", {"wash": "swap"}))
    window = open_window(scorekeeper)
    click(window.new_game.rules.buttons["pub"])
    click(window.new_game.submit)
    window.open_section("Rules")
    page = window.pages.section("Rules")
    assert isinstance(page, RulesPage)
    choose(page, "Pub")
    wash = page.editor.rows["After a wash"].control
    assert isinstance(wash, ChoiceControl)
    press(wash.box, Qt.Key.Key_Down)
    click(page.editor.save)
    assert scorekeeper.rule_sets.rules_by_key()["pub"].wash == "toss"
    assert scorekeeper.history(scorekeeper.game_ids()[0]).game.rules.wash == "swap"


def test_escape_leads_back_to_the_game_and_keys_of_play_do_nothing_meanwhile(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    game_id = create(scorekeeper)
    throw(scorekeeper, game_id, "hole")
    window = open_window(scorekeeper)
    window.open_section("Rules")
    page = window.pages.section("Rules")
    for key in ("q", Qt.Key.Key_Backspace):
        press(page, key)
    press(page, "z", Qt.KeyboardModifier.ControlModifier)
    throw(scorekeeper, game_id, "board")
    assert len(scorekeeper.history(game_id).game.bags) == 2
    assert page.isVisible()
    press(page, Qt.Key.Key_Escape)
    assert window.play.isVisible()
    assert window.play.board.accessibleName().endswith("bag 2 Owls board")
    assert window.menu.buttons["show-play"].isChecked()
    click(window.menu.buttons["show-settings"])
    assert page.isVisible()


def test_a_draft_stays_while_another_set_or_game_is_shown(
    window: MainWindow, page: RulesPage, scorekeeper: Scorekeeper
) -> None:
    choose(page, "ACL")
    click(page.sentences.duplicate)
    type_in(page.editor.name, "Joe's Bar")
    click(number(page, "Target").stepper.less)
    choose(page, "Backyard")
    assert not page.editor.discard.isVisible()
    press(page, Qt.Key.Key_Escape)
    throw(scorekeeper, create(scorekeeper), "hole")
    scorekeeper.rule_sets.save(RuleSet("Other", "acl", {"target": 11}), None)
    window.open_section("Rules")
    choose(page, "ACL")
    click(page.sentences.duplicate)
    assert (page.editor.name.text(), number(page, "Target").stepper.number.value()) == ("Joe's Bar", 20)
    assert page.editor.discard.isVisible()
    click(page.editor.save)
    assert scorekeeper.rule_sets.book.sets["joe's bar"].changes == {"target": 20}
    click(number(page, "Target").stepper.less)
    choose(page, "└ Other".strip(" └"))
    choose(page, "Joe's Bar")
    assert number(page, "Target").stepper.number.value() == 19
    click(page.editor.discard)
    assert number(page, "Target").stepper.number.value() == 20
