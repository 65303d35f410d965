"""Translations: every sentence in the code has one in every language."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.errors import InvalidValue
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.text.i18n import (
    SOURCE_LANGUAGE,
    catalogs,
    current_language,
    t,
    translate,
    translate_error,
    translate_error_to,
)
from goat_kiosk.web.http.negotiation import preferred_language
from goat_kiosk.web.pages.render import assets

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "goat_kiosk").rglob("*.py"))
OTHERS = [code for code in catalogs() if code != SOURCE_LANGUAGE]


@cache
def calls_and_classes(file: Path) -> list[ast.Call | ast.ClassDef]:
    """Return the calls and the classes of a module."""
    walk = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return [node for node in walk if isinstance(node, ast.Call | ast.ClassDef)]


def calls_in(file: Path) -> list[ast.Call]:
    return [node for node in calls_and_classes(file) if isinstance(node, ast.Call)]


def sentences_in_python(file: Path) -> set[str]:
    named = [
        call
        for call in calls_in(file)
        if isinstance(call.func, ast.Name) and call.func.id in {"t", "mark_for_translation"}
    ]
    sentences = [call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)]
    return {sentence for sentence in sentences if isinstance(sentence, str)}


def sentences_in_page(file: Path) -> set[str]:
    return set(re.findall(r'\bt\("([^"]+)"', file.read_text(encoding="utf-8")))


@cache
def error_class_names() -> set[str]:
    """Return the names of `Message` and of all its subclasses in the project."""
    classes = [node for file in SOURCES for node in calls_and_classes(file) if isinstance(node, ast.ClassDef)]
    kinds, before = {"Message"}, set[str]()
    while kinds != before:
        before = set(kinds)
        kinds |= {
            error.name for error in classes for base in error.bases if isinstance(base, ast.Name) and base.id in kinds
        }
    return kinds


def sentences_of_errors(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the position and the sentence of each error; for an f-string or a sum, its source code."""
    kinds = error_class_names()
    for call in calls_in(file):
        if any(ast.unparse(head).rpartition(".")[2] in kinds for head in called_names(call)):
            where = f"{file.relative_to(ROOT)}:{call.lineno}"
            for part in call.args:
                if isinstance(part, ast.JoinedStr | ast.BinOp):
                    yield where, ast.unparse(part)
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield where, part.value


def called_names(call: ast.Call) -> list[ast.expr]:
    """Return the expressions that may name an error class: the function, or the first argument of `partial`."""
    return [call.func, *call.args[:1]]


@cache
def error_sentences() -> set[str]:
    return {sentence for file in SOURCES for _, sentence in sentences_of_errors(file)}


@cache
def all_sentences() -> set[str]:
    python = set().union(*(sentences_in_python(file) for file in SOURCES)) | error_sentences()
    pages = [*(ROOT / "resources/templates").glob("*.html"), *(ROOT / "resources/static").glob("*.js")]
    return python.union(*(sentences_in_page(file) for file in pages))


def placeholders(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_a_translation_for_every_sentence_and_no_other(language: str) -> None:
    translated = set(catalogs()[language].sentences)
    assert sorted(all_sentences() - translated) == [], "to be translated"
    assert sorted(translated - all_sentences()) == [], "said no more"


ABBREVIATED = {"{time} AM", "{time} PM"}
"""No sentences, but an abbreviation may end with a period."""


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    for sentence, translation in catalogs()[language].sentences.items():
        assert placeholders(translation) == placeholders(sentence), sentence
        assert translation.strip() == translation != "", sentence
        assert translation.endswith(".") == sentence.endswith(".") or sentence in ABBREVIATED, sentence


def test_the_server_translates_every_sentence_of_the_scripts() -> None:
    """This includes sentences outside of `t(…)`, for example in tables."""
    script = (ROOT / "resources/static/words.js").read_text(encoding="utf-8")
    sentences = set(re.findall(r'"([A-Z{][^"\n]+)"', script))
    assert len(sentences) > 20
    assert sentences <= all_sentences()


def test_the_sentence_of_an_error_is_no_f_string() -> None:
    """`NotFound("There is no game {game}.", game=7)` can be translated; an f-string cannot."""
    together = [
        f"{where}: {code}" for file in SOURCES for where, code in sentences_of_errors(file) if code[:2] in {"f'", 'f"'}
    ]
    assert together == []


def test_an_error_is_translated_when_it_is_shown_with_the_errors_in_it() -> None:
    full = AtCapacity("There are {most} rule sets already. Delete one first.", most=40)
    whole = InvalidValue.combined([full, InvalidValue("No such {sentence} as {this}")])
    assert whole.sentence == "There are 40 rule sets already. Delete one first. No such {sentence} as {this}"
    before = current_language.set("es")
    try:
        assert translate_error(full) == "Ya hay 40 reglas propias. Borra unas primero."
        assert translate_error(whole) == "Ya hay 40 reglas propias. Borra unas primero. No such {sentence} as {this}"
    finally:
        current_language.reset(before)
    assert translate_error(full) == full.sentence == str(full)


def test_known_sentences_are_found() -> None:
    assert {"{team} won", "Connecting", "This screen", "Best of {games}."} <= all_sentences()
    assert "es" in OTHERS


def test_a_sentence_is_translated_when_it_is_shown() -> None:
    assert t("{team} won", team="{Or}ange") == "{Or}ange won"
    before = current_language.set("es")
    try:
        assert t("{team} won", team="{Or}ange") == "Victoria de {Or}ange"
        assert t("of a newer kiosk") == "of a newer kiosk"
    finally:
        current_language.reset(before)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("de-AT,de;q=0.9,es;q=0.8,en;q=0.7", "es"),
        ("en;q=0.5, es;q=0.6", "es"),
        ("es;q=0, en", "en"),
        ("zz, *;q=0.5", "en"),
        ("es;q=oops", "es"),
        (",;q=,,", "en"),
    ],
)
def test_the_browsers_accept_language_is_parsed(header: str, language: str) -> None:
    assert preferred_language(header, ["en", "es"]) == language


@pytest.mark.parametrize("language", OTHERS)
def test_a_phone_loads_only_the_sentences_of_its_page(language: str) -> None:
    scripts_of = f".{language}.js"
    pages = {name: asset.content.decode() for name, asset in assets._assets().items() if name.endswith(scripts_of)}
    assert "Pairing this phone" in pages[f"pair.{language}.js"]
    assert "Pairing this phone" not in pages[f"game.{language}.js"]
    served = "".join(pages.values())
    scripts = set().union(*(sentences_in_page(file) for file in (ROOT / "resources/static").glob("*.js")))
    assert [sentence for sentence in scripts if msgspec.json.encode(sentence).decode() not in served] == []
    assert "Round total" in catalogs()[language].sentences
    assert "Round total" not in served


COUNTED = re.compile(
    r"\{\w+\} (?:other )?(bags|points|rounds|games|players|minutes|seconds|days|words|entries|courts|screens|phones"
    r"|names|things|devices|places|kiosks|matches|people|teams|keys|letters)\b"
)
NEVER_ONE = {
    (
        "This browser shows no live score: it is too old, or JavaScript is turned off."
        " The page loads again every {seconds} seconds."
    ),
    "A bracket needs {least} to {most} entries.",
    "A pool has at least {least} and at most {most} entries.",
    "A division has {most} entries at most.",
    "A match has 1 to {most} games.",
    "Add {count} names",
    "Connected to {count} other kiosks.",
    "Lost the last {games} games.",
    "Not heard of for {seconds} seconds: is it on, and in reach?",
    "Sending {count} bags",
    "Sending {count} entries",
    "The disk is slow: {count} entries are being saved, and shown when they are.",
    "The list has more than {most} names. Split it into several.",
    "The target must lie between 1 and {most} points.",
    "A switch needs at least {least} players.",
    "With {players} players, partners repeat from game {game} on.",
    "With {players} players, somebody meets a partner or an opponent again from game {game} on.",
    "Won the last {games} games.",
    "set aside {count} days ago",
    "{count} bags",
    "{count} bags wait to be sent",
    "{count} courts",
    "{count} courts are playing. Close?",
    "{count} days old",
    "{count} devices score {court}. Let only one of them go on.",
    "{count} entries wait to be sent",
    "{count} entries wait to be sent for {court}. Open it",
    "{count} entries wait, in order.",
    "{count} entries wait. Bring this phone near the kiosk's Wi-Fi first.",
    "{count} games saved to {file}",
    "{count} games, last {day}",
    "{count} other entries",
    "{count} phones follow",
    "{count} points",
    "{count} rounds change",
    "{count} screens",
    "{count} screens follow",
    "{count} things are to be done",
    "{count} words",
    "{games} games, all count",
    "{games} games, and every one counts.",
    "{late} of {count} screens are behind (F9)",
    "{minutes} minutes",
    "{minutes} minutes left",
    "{most} phones are paired. Revoke one at the kiosk first.",
    "{newest} of {count} screens show the newest state.",
    "{place} names no version, as 1.2.0 would be.",
    "{rounds} rounds",
    "“{action}” has {count} keys; {most} are the most.",
    "“{name}” is longer than {most} letters.",
}
"""Sentences with a plural whose number is never one, or that their callers replace by another for one."""


def test_a_counted_noun_has_a_singular() -> None:
    assert sorted({sentence for sentence in all_sentences() if COUNTED.search(sentence)} - NEVER_ONE) == []


@pytest.mark.parametrize(
    ("most", "english", "spanish"),
    [
        (1, "A team has at most 1 player.", "Un equipo tiene como mucho 1 jugador."),
        (2, "A team has at most 2 players.", "Un equipo tiene como mucho 2 jugadores."),
    ],
)
def test_the_noun_follows_its_count(most: int, english: str, spanish: str) -> None:
    error = InvalidValue("A team has at most {most:player|players}.", most=most)
    assert (str(error), translate_error_to("es", error)) == (english, spanish)


def test_the_number_can_be_inside_the_words() -> None:
    level = "Level, {rounds:round|rounds} to go."
    assert [translate("es", level, rounds=rounds) for rounds in (1, 2)] == [
        "Empate, falta 1 ronda.",
        "Empate, faltan 2 rondas.",
    ]
    assert (
        translate("en", "{count:game is|games are} still being read…", count="1,024")
        == "1,024 games are still being read…"
    )
