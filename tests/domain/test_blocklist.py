"""Blocklist: it finds a word in any spelling, and never inside an innocent name."""

import pytest

from goat_kiosk.domain.names.blocklist import MAX_ENTRIES, Blocklist, entries

LIST = """
# A remark, and an empty line:

Bum   # as a whole word
*blast*
drat*
son of a gun
Ñu
"""


@pytest.fixture(scope="module")
def blocklist() -> Blocklist:
    return Blocklist(LIST)


@pytest.mark.parametrize(
    "name",
    [
        *("bum", "BUM", "Big Bum", "bum!", "(bum)", "bum2", "2 bum", "8um", "b.u.m", "B U M", "b-u_m", "buuum", "bùm"),
        *(
            "\uff42\uff55\uff4d",
            "5um b 8um!",
            "b|ast",
            "bl\u0430st",
            "bvm",
            "blast",
            "sandblaster",
            "Bl4$7",
            "drat",
            "Drats",
            "DRATTED",
            "son of a gun",
            "Son-of--a gun!",
        ),
        *("s0n of a gun", "ñu", "Ñu 7", "6 b u m"),
    ],
)
def test_a_word_is_found_however_it_is_spelled(blocklist: Blocklist, name: str) -> None:
    assert blocklist.matches(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Bumble",
            "Album",
            "Columbum",
            "Quadrat",
            "Sonofagun",
            "B. U. Miller",
            "Bu",
            "Ann 8",
            "J. R.",
            "Łódź",
            "李雷",
        ),
        *("", "!?", "8 0 8", "Gunson"),
    ],
)
def test_an_innocent_name_is_not_blocked(blocklist: Blocklist, name: str) -> None:
    assert not blocklist.matches(name)


def test_an_empty_list_blocks_nothing() -> None:
    assert not Blocklist("").matches("bum")
    assert not Blocklist("# only remarks\n***\n \n").matches("bum")


def test_a_blocklist_is_parsed_leniently_up_to_its_size_limit() -> None:
    assert entries(LIST) == ["Bum", "*blast*", "drat*", "son of a gun", "Ñu"]
    assert len(entries("word\n" * 3_000)) == MAX_ENTRIES
    assert Blocklist(f"{'a' * 5_000}\n(((\n[a-\nb\\").matches("b\\ Ann")


def test_a_hostile_name_causes_no_backtracking_in_a_full_list() -> None:
    """A pattern with exponential backtracking would not finish."""
    full = Blocklist("\n".join(f"*{'a' * (n % 30)}b{n}*" for n in range(MAX_ENTRIES)))
    assert not any(full.matches(name) for name in ("a4@" * 10 + "a!", "a" * 32, "! " * 16, "1|!l" * 8, "a.a " * 8))
