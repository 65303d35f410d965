"""The layers, read from the imports: left may import right, nothing else.

    cli → app → desktop → running → kiosk → {gui, web} → {pairing, joining} → scorekeeper → store → domain

Hub and uplink stand beside the store.

A rule that no test checks does not hold.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "goat_kiosk"

MAY_IMPORT = {
    "errors": set[str](),
    "clock": {"errors"},
    "paths": {"errors"},
    "descriptors": set[str](),
    "display": set[str](),
    "qt_libraries": {"errors"},
    "heap": set[str](),
    "lan": set[str](),
    "language": {"paths", "errors"},
    "theme": {"paths"},
    "domain": {"errors"},
    "timings": set[str](),
    "hub": {"errors", "timings"},
    "store": {"domain", "errors", "paths", "timings"},
    "neighbours": {"errors", "language"},
    "uplink": {"hub", "domain", "errors", "neighbours"},
    "sharing": {"uplink", "web", "scorekeeper", "store", "domain", "errors", "neighbours"},
    "certificates": {"errors"},
    "https": {"certificates", "config", "lan"},
    "config": {"domain", "errors", "paths", "premises"},
    "rulebook": {"domain", "language"},
    "scorekeeper": {"matches", "store", "domain", "errors", "timings"},
    "matches": {"store", "domain", "errors"},
    "pairing": {"store", "domain", "errors"},
    "wordlist": {"domain", "errors", "paths"},
    "joining": {"scorekeeper", "wordlist", "store", "domain", "errors"},
    "confirming": {"joining", "scorekeeper", "store", "domain", "errors"},
    "premises": {"domain", "errors"},
    "journal": {"errors", "language", "__init__"},
    "doctor": {"config", "display", "errors", "journal", "lan", "language", "paths", "store", "uplink", "__init__"},
    "support": {"config", "doctor", "errors", "journal", "store"},
    "phone_test": {"config", "doctor", "errors", "lan", "language", "pairing", "store", "web"},
    "consultation": {"config", "doctor", "errors", "phone_test"},
    "faults": set[str](),
    "transfer": {"store", "domain", "errors", "faults"},
    "exporting": {"transfer", "domain", "errors"},
    "proof": {"transfer", "store", "domain", "errors"},
    "archivist": {"store", "domain", "errors"},
    "safekeeping": {"scorekeeper", "store", "errors"},
    "demo": {"scorekeeper", "domain", "errors", "paths"},
    "web": {
        *("hub", "scorekeeper", "pairing", "joining", "store", "domain", "errors", "paths", "theme", "timings"),
        *("language", "rulebook", "neighbours", "__init__", "confirming", "matches"),
    },
    "gui": {
        *("scorekeeper", "pairing", "joining", "archivist", "exporting", "store", "domain", "errors", "paths"),
        *("language", "neighbours", "rulebook", "theme", "wordlist", "config", "doctor", "journal", "premises"),
        *("qt_libraries", "support", "matches"),
    },
    "hall": {"web", "lan"},
    "kiosk": {
        *("web", "uplink", "sharing", "scorekeeper", "pairing", "joining", "archivist", "store", "config", "hall"),
        *("descriptors", "errors", "https", "journal", "lan", "paths", "premises", "safekeeping", "wordlist"),
    },
    "running": {"kiosk", "scorekeeper", "store", "config", "paths"},
    "desktop": {"running", "kiosk", "gui", "display", "doctor", "store", "config", "errors", "heap", "lan", "paths"},
    "app": {
        *("desktop", "running", "kiosk", "gui", "web", "uplink", "sharing", "pairing", "store", "doctor", "config"),
        *("display", "errors", "heap", "lan", "qt_libraries"),
    },
    "cli": {
        *("app", "consultation", "demo", "doctor", "exporting", "https", "proof", "support", "transfer", "store"),
        *("config", "paths", "errors", "__init__"),
    },
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""For each part of the package, the other parts it may import."""

FOR_ALL = {"clock"}
"""What every part but the domain may import: times are passed to the domain."""

KEPT_TO = {
    "PySide6": {"gui"},
    "qasync": {"gui/startup/loop.py"},
    "apsw": {"store"},
    "redis": {"uplink"},
    "zeroconf": {"uplink/discovery.py"},
    "aiohttp": {"web"},
    "jinja2": {"web"},
    "prometheus_client": {"web/api/metrics.py"},
    "cryptography": {"certificates"},
    "typer": {"cli.py"},
    "rich": {"cli.py"},
}
"""Libraries that only one part, or one module, may know."""

IMPURE = {"asyncio", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "threading", "time"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: Path) -> str:
    inside = module.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


@cache
def imports(module: Path) -> list[str]:
    """Return the dotted names that a module imports, wherever it does so."""
    return list(_imports(module))


def _imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            yield f"{node.module}"
            if node.module == "goat_kiosk":
                yield from (f"goat_kiosk.{name.name}" for name in node.names)


def parts_imported(module: Path) -> set[str]:
    own = {name.split(".")[1] for name in imports(module) if name.startswith("goat_kiosk.")}
    return {name if name in MAY_IMPORT else "__init__" for name in own} - {part(module)}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_left_imports_right_and_nothing_else(module: Path) -> None:
    allowed = MAY_IMPORT[part(module)] | (FOR_ALL if part(module) not in {"domain", "errors"} else set())
    assert parts_imported(module) <= allowed


@pytest.mark.parametrize(("library", "places"), KEPT_TO.items())
def test_a_library_is_known_in_one_place(library: str, places: set[str]) -> None:
    users = [module for module in MODULES if any(name.split(".")[0] == library for name in imports(module))]
    assert users, f"{library} is not used: take it out of pyproject.toml"
    for module in users:
        assert part(module) in places or str(module.relative_to(PACKAGE)) in places, module


@pytest.mark.parametrize("module", sorted((PACKAGE / "domain").glob("*.py")), ids=lambda module: module.stem)
def test_the_domain_has_no_clock_no_chance_and_no_input_or_output(module: Path) -> None:
    assert not IMPURE & {name.split(".")[0] for name in imports(module)}
    calls = [node.func for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    assert not {"now", "utcnow", "today", "open", "print"} & {
        getattr(call, "attr", getattr(call, "id", "")) for call in calls
    }


def test_only_paths_looks_for_files_beside_the_code() -> None:
    """An installed package is one folder in which no module is a file."""
    assert [file.name for file in MODULES if "__file__" in file.read_text(encoding="utf-8")] == ["paths.py"]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_and_has_a_speaking_name(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert not {"utils", "util", "manager", "helper", "helpers", "common", "misc"} & set(module.stem.split("_"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_a_digit_is_one_of_ten(module: Path) -> None:
    r"""`\d` takes the digits of every script, and so would a game's number or a port: write `[0-9]`."""
    assert not re.search(r"(?<!\\W)\\d", module.read_text(encoding="utf-8"))
