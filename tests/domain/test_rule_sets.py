"""Named rule sets: inheritance, refusals, and how a set differs from its base."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from goat_kiosk.domain.rules.rule_sets import (
    FIELDS,
    MAX_RULE_SETS,
    RuleBook,
    RuleSet,
    changed_fields,
    make_rule_set,
)
from goat_kiosk.domain.rules.rules import ACL, PRESETS, Rules, find_problems, normalize, parse_rules
from goat_kiosk.errors import InvalidValue
from goat_kiosk.text.rules_text import difference_sentence, differences
from tests.domain import strategies

BAR = RuleSet("Joe's Bar", "backyard", {"bust_to": 13, "wash": "swap"})
SHORT = RuleSet("Short night", "joe's bar", {"target": 15, "bust_to": 11})


@pytest.fixture
def book() -> RuleBook:
    return RuleBook().with_set(BAR).with_set(SHORT)


def test_a_rule_set_is_its_base_with_its_own_settings(book: RuleBook) -> None:
    assert book.rules("joe's bar") == Rules(name="Joe's Bar", bust_to=13, bust_throws_first=True, wash="swap")
    assert book.rules("short night") == Rules(
        name="Short night", target=15, bust_to=11, bust_throws_first=True, wash="swap"
    )


def test_a_changed_base_changes_the_settings_that_a_rule_set_inherits(book: RuleBook) -> None:
    changed = book.with_set(RuleSet("Joe's Bar", "backyard", {"bust_to": 14, "wash": "toss"}), "joe's bar")
    assert changed.rules("short night").wash == "toss"
    assert changed.rules("short night").bust_to == 11
    assert book.rules("short night").wash == "swap"


def test_presets_and_rule_sets_are_found_by_name_ignoring_case(book: RuleBook) -> None:
    named = book.rules_by_key()
    assert list(named)[: len(PRESETS)] == list(PRESETS)
    assert list(named)[len(PRESETS) :] == ["joe's bar", "short night"]
    with pytest.raises(InvalidValue, match="There is no rule set “pub”"):
        book.rules("pub")


@pytest.mark.parametrize(
    ("rule_set", "instead_of", "sentence"),
    [
        (RuleSet("ACL", "acl"), None, "“ACL” is built in"),
        (RuleSet("best of THREE", "acl"), None, "is built in"),
        (RuleSet("joe's BAR", "acl"), None, "There is a rule set “Joe's Bar” already"),
        (RuleSet("  ", "acl"), None, "needs a name"),
        (RuleSet("Pub", "nowhere"), None, "There is no rule set “nowhere”"),
        (RuleSet("Pub", "acl", {"target": "many"}), None, "cannot be read"),
        (RuleSet("Pub", "acl", {"aim": 3}), None, "cannot be read"),
        (RuleSet("Pub", "backyard", {"win_by": 2}), None, "Bust and win by two contradict each other"),
        (RuleSet("Joe's Bar", "short night", {"bust_to": 13}), "joe's bar", "would be based on itself"),
        (RuleSet("Joe's Bar", "joe's bar"), "joe's bar", "would be based on itself"),
        (RuleSet("Joe's Bar", "acl", {"win_by": 2}), "joe's bar", "“Short night” is based on this"),
    ],
)
def test_an_invalid_rule_set_is_refused_with_a_sentence(
    book: RuleBook, rule_set: RuleSet, instead_of: str | None, sentence: str
) -> None:
    before = dict(book.sets)
    with pytest.raises(InvalidValue, match=sentence):
        book.with_set(rule_set, instead_of)
    assert book.find_problem(rule_set, instead_of)
    assert book.sets == before


def test_rule_sets_follow_the_renaming_of_their_base(book: RuleBook) -> None:
    renamed = book.with_set(RuleSet("The Goat", "backyard", BAR.changes), "joe's bar")
    assert list(renamed.sets) == ["short night", "the goat"]
    assert renamed.rules("short night") == book.rules("short night")


def test_a_rule_set_that_others_inherit_from_cannot_be_deleted(book: RuleBook) -> None:
    with pytest.raises(InvalidValue, match="Short night is based on it"):
        book.without("joe's bar")
    assert list(book.without("short night").sets) == ["joe's bar"]


def test_a_stored_inheritance_cycle_is_left_out_and_the_others_work() -> None:
    book = RuleBook([RuleSet("One", "two"), RuleSet("Two", "one"), RuleSet("Pub", "acl", {"target": 15})])
    assert book.rules_by_key().keys() - PRESETS.keys() == {"pub"}
    with pytest.raises(InvalidValue, match="based on itself"):
        book.rules("one")


def test_the_number_of_rule_sets_is_limited() -> None:
    book = RuleBook(RuleSet(f"Set {number}", "acl") for number in range(MAX_RULE_SETS))
    with pytest.raises(InvalidValue, match="Delete one first"):
        book.with_set(RuleSet("One more", "acl"))


@given(strategies.rule_sets, strategies.rule_sets)
@example(Rules(games=1, every_game_counts=False), Rules(games=1, every_game_counts=True))
@example(Rules(games=1, every_game_counts=True), Rules(games=3, every_game_counts=True))
def test_any_rules_can_be_stored_as_differences_from_any_others(rules: Rules, other: Rules) -> None:
    base = RuleBook().with_set(RuleSet("Base", "acl", changed_fields(other, ACL)))
    book = base.with_set(make_rule_set("Pub", "base", rules, base))
    stored = book.rules("pub")
    assert changed_fields(stored, normalize(rules)) == {}
    assert find_problems(stored) == []
    other = base.rules("base")
    assert bool(book.sets["pub"].changes) == bool(differences(stored, other)) == bool(changed_fields(stored, other))


@given(strategies.rule_sets, strategies.rule_sets, st.sampled_from(FIELDS))
def test_rules_that_differ_in_one_setting_differ_in_words(rules: Rules, other: Rules, field: str) -> None:
    rules, other = normalize(rules), normalize(replace(rules, **{field: getattr(other, field)}))
    assume(not find_problems(other))
    assert bool(changed_fields(rules, other)) == bool(differences(rules, other) or differences(other, rules))


def test_a_setting_without_effect_is_removed_from_the_rules() -> None:
    assert parse_rules({"games": 1, "every_game_counts": True}) == parse_rules({})


def test_the_differences_of_a_rule_set_are_described_in_words(book: RuleBook) -> None:
    assert difference_sentence(ACL) == "Plays exactly as ACL."
    assert difference_sentence(book.rules("joe's bar")) == (
        "Differs from ACL in: bust back to 13; after a bust that side throws first; after a wash the other side first."
    )
    assert difference_sentence(book.rules("short night"), book.rules("joe's bar")) == (
        "Differs from Joe's Bar in: target 15; bust back to 11."
    )
    assert difference_sentence(ACL, Rules(name="League", win_by=2, cap=25, skunk=11, handicap=(2, 0), games=3)) == (
        "Differs from League in: no lead needed; no skunk; one game; no handicap."
    )


@pytest.mark.parametrize(
    ("rules", "phrase"),
    [
        (Rules(win_by=2, cap=25), "win by 2, 25 wins anyway"),
        (Rules(bust_ignored=True), "bust: the round does not count"),
        (Rules(limit_rounds=8), "8 rounds"),
        (Rules(limit_minutes=20), "20 minutes"),
        (Rules(mode="frames"), "one point a round"),
        (Rules(wash="toss"), "after a wash a coin decides"),
        (Rules(touch="twelve"), "touched bags: the round ends, 12 to the other side"),
        (Rules(lanes="swap"), "lanes changed after each round"),
        (Rules(games=4, every_game_counts=True), "4 games, all count"),
        (Rules(games=3), "best of 3"),
        (Rules(handicap=(3, 0)), "start at 3–0"),
    ],
)
def test_each_rule_has_its_phrase(rules: Rules, phrase: str) -> None:
    assert differences(rules) == [phrase]
