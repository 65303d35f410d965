"""Naming rules: one name for one thing, in the words of the field. CONTRIBUTING.md says why."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "goat_kiosk"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = Path(__file__).parent
TEST_MODULES = sorted(TESTS.rglob("*.py"))

NOT_USED = {
    "pen": "writer",
    "turns": "write_queue",
    "patience": "rate_limit, or the timeout that it is",
    "gate": "request_guard",
    "door": "fast_path",
    "visitor": "connection",
    "herald": "feedback",
    "errand": "background_task",
    "doorbell": "single_instance",
    "stand": "window_state",
    "courtesy": "yielding",
    "glance": "stats",
    "hall": "audience, or the venue",
    "premises": "venue",
    "deed": "action, event or call",
    "told": "what it holds: state, row, message, progress",
    "mend": "repair, or recover",
    "mended": "repaired",
    "lively": "active",
    "neighbour": "peer",
    "safekeeping": "backup_worker",
    "complaint": "error",
    "namesake": "name_conflict",
    "ledger": "owners, or money_totals",
    "hindrance": "reason",
    "helpless": "ignored",
    "patient": "context",
    "fared": "status",
    "examine": "run_checks",
    "mending": "recovery",
    "whoever": "who it is: peer, scorer, spectator",
    "somebody": "as above",
    "archivist": "history_worker",
    "wish": "request",
    "bell": "single_instance",
    "alarm": "crash_notifier",
    "journal": "logs",
    "proof": "verification",
    "unsure": "unfinished",
    "usual": "what it is: default, base",
    "colour": "color",
    "grey": "gray",
}
"""Words that are not used in names, each with its replacement."""

NOT_USED_IN_TESTS = {
    **{word: name for word, name in NOT_USED.items() if word not in {"hall", "turns", "journal"}},
    "said": "output, reply or response",
    "wanted": "expected",
    "asked": "request",
    "ours": "what it is: own_port, kiosk_times",
    "theirs": "as above",
    "rubbish": "invalid_messages, or the kind of input",
    "rudely": "resets, aborts",
    "anew": "again",
}
"""The same for tests, because a failing test is first read by its names. Hall is a kiosk of many tests, a game
has turns, and the journal is systemd's. In a test's name "asked" may be a verb, and "theirs" its object."""

RIDDLES = ("test_what_", "test_it_", "test_its_", "test_that_")
"""Beginnings of test names that hide the subject: `test_what_waits_can_be_dropped`."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for module in MODULES:
        yield module.relative_to(PACKAGE), ast.parse(module.read_text(encoding="utf-8"))


def names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every name that a module defines: its classes, functions, parameters, variables, attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def test_no_two_public_types_share_a_name() -> None:
    places = defaultdict(list)
    for module, tree in trees():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(module))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_import_is_renamed() -> None:
    renamed = [
        f"{module}: {ast.unparse(node)}"
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}".startswith("goat_kiosk")
        if any(name.asname for name in node.names)
    ]
    assert renamed == []


def test_names_have_no_banned_word() -> None:
    banned = NOT_USED.keys()
    found = {
        f"{module}:{line}: {name}" for module, tree in trees() for name, line in names(tree) if words(name) & banned
    }
    assert found == set(), NOT_USED


def test_names_in_tests_have_no_banned_word() -> None:
    banned, verbs = NOT_USED_IN_TESTS.keys(), {"asked", "theirs"}
    found = {
        f"{module.relative_to(TESTS)}:{line}: {name}"
        for module in TEST_MODULES
        for name, line in names(ast.parse(module.read_text(encoding="utf-8")))
        if words(name) & (banned - verbs if name.startswith("test_") else banned) or name.startswith(RIDDLES)
    }
    assert found == set(), NOT_USED_IN_TESTS
