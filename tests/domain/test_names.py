"""Names: invisible and combining characters are removed, and names that look alike are detected."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goat_kiosk.domain.events import GameCreated, PlayerJoined
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.names.sanitizing import (
    MAX_MARKS,
    MAX_NAME_LENGTH,
    clean_text,
    is_clean,
    is_storable,
    look_alike,
    mixes_scripts,
    natural_key,
)
from goat_kiosk.domain.rules.rules import Rules, find_problems
from goat_kiosk.errors import InvalidValue
from tests.games import AT, BLUE, new_game, play

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PIECES = st.sampled_from(
    "a \u0301\u0300\u200d\u200c\ufe0f\u2800\u094d\u0915\u0639\u034f\U0001f468\U0001f3fb\U0001f1fa\U0001f3f4\U000e0067"
)


@pytest.mark.parametrize(
    "name",
    [
        *(f"Ann {FAMILY}", "Ann \u2764\ufe0f", "1\ufe0f\u20e3 Ann"),
        *("\U0001f3f3\ufe0f\u200d\U0001f308 Ann", "\U0001f1fa\U0001f1f8 Ann"),
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f Ann",
        *("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0d28\u0d4d\u200d\u0d31\u0d46", "\u0915\u094d\u200c\u0937"),
        *(
            "Zo\u00eb",
            "\u01af\u01a1\u0301ng",
            "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
            "\u1019\u103c\u102d\u102f\u1037",
        ),
    ],
)
def test_characters_that_belong_to_a_letter_or_an_emoji_are_kept(name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    assert clean_text(name, MAX_NAME_LENGTH) == name
    assert is_clean(name)


@pytest.mark.parametrize(
    "hidden",
    ["\u3164", "\u034f", "\ufe0f", "\U000e0101", "\u200b", "\u200d", "\u200c", "\u00ad", "\u115f", "\U000e0067"],
)
def test_invisible_characters_are_removed(hidden: str) -> None:
    assert clean_text(f"A{hidden}nn{hidden}", MAX_NAME_LENGTH) == "Ann"


def test_characters_that_look_like_a_space_become_one() -> None:
    assert clean_text("\u2800Ann\u2800\u2800Lee\u00a0", MAX_NAME_LENGTH) == "Ann Lee"


def test_the_number_of_combining_marks_is_limited() -> None:
    name = clean_text("\u0300Z" + "\u0301" * 31 + " \u0300a", MAX_NAME_LENGTH)
    assert name == unicodedata.normalize("NFC", "Z\u0301") + "\u0301" * MAX_MARKS + " a"


def test_shortening_a_name_splits_no_emoji_or_flag() -> None:
    assert clean_text(FAMILY * 10, MAX_NAME_LENGTH) == FAMILY * 6
    assert clean_text("a" + "\U0001f1fa\U0001f1f8" * 20, MAX_NAME_LENGTH) == "a" + "\U0001f1fa\U0001f1f8" * 15
    assert clean_text("a" * 31 + "e\u0323\u0302\u0316", MAX_NAME_LENGTH) == "a" * 31


@given(st.lists(PIECES, max_size=80).map("".join) | st.text())
@example("\u094d\u200d\u0301\u0301\u0301\u0301\u094d\u200d\u0301\u0301\u0301")
def test_cleaning_is_idempotent_and_limits_combining_marks(text: str) -> None:
    cleaned = clean_text(text, MAX_NAME_LENGTH)
    assert clean_text(cleaned, MAX_NAME_LENGTH) == cleaned
    assert is_storable(cleaned, MAX_NAME_LENGTH)
    run = 0
    for char in cleaned:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else run if char in "\u200c\u200d" else 0
        assert run <= MAX_MARKS


@pytest.mark.parametrize("name", ["Ann\ufe0f", "A\u034fnn", "Ann \u2800", "Z" + "\u0324" * 20, "\u3164Ann"])
def test_a_log_with_names_of_an_older_version_is_read(name: str) -> None:
    history = open_history(GameCreated(name, BLUE, BLUE, Rules(name=name)), AT)
    assert (history.game.court, find_problems(Rules(name=name))) == (name, [])
    play(open_history(NewGame("Court 1").to_event(), AT), PlayerJoined(1, name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Ann", "ann"), ("Ann", "\uff21\uff4e\uff4e"), ("Ann", "\u0410nn"), ("ABBA", "\u0410\u0412\u0412\u0410")),
        *(("Pat", "P\u200bat"), ("Otto", "\u039ftt\u03bf"), ("Ann", "Ann\ufe0f"), ("\ufb01n", "fin")),
    ],
)
def test_names_that_look_alike_are_noticed(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)
    with pytest.raises(InvalidValue):
        NewGame(team1=NewTeam(players=[one]), team2=NewTeam(players=[other])).to_event()
    with pytest.raises(InvalidValue):
        NewGame(team1=NewTeam(one), team2=NewTeam(other)).to_event()


@pytest.mark.parametrize(
    ("one", "other"), [("Jose", "Jos\u00e9"), ("Ann", "Anne"), ("\u0410\u043d\u043d\u0430", "Anna")]
)
def test_clearly_different_names_are_not_reported_as_alike(one: str, other: str) -> None:
    assert not look_alike(one, other)


@pytest.mark.parametrize("name", ["\u0410nn", "\u0391nn"])
def test_letters_of_two_alphabets_in_one_name_are_noticed(name: str) -> None:
    assert mixes_scripts(name)
    assert not any(map(mixes_scripts, ["Ann", "\u0410\u043d\u043d\u0430", "Ann \u65e5\u672c", "\uff21nn"]))


def test_digits_of_other_scripts_are_not_read_as_numbers() -> None:
    assert sorted(["Court \u0663", "Court 2"], key=natural_key) == ["Court 2", "Court \u0663"]
    assert new_game().game.court == "Court 1"
