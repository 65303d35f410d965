"""Import rules: a package imports only those below it.

    cli → app → gui → diagnostics → web → { desk, uplink, hub } → store → tournament → domain

Inside `domain`: names ← rules ← events ← rounds ← games ← transitions ← history ← state ← statistics.
Inside `store`: log ← { backups, history } ← recovery.
Inside `uplink`: protocol ← peers ← published ← { games, tournaments } ← link.
Inside `web`: http ← live ← { api, pages } ← server.
Inside `gui`: { text ← settings ← services, theme } ← widgets ← pages ← window.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "goat_kiosk"

MAY_IMPORT = {
    "errors": set[str](),
    "host": {"errors"},
    "domain": {"errors"},
    "tournament": {"domain", "errors"},
    "health": {"host", "errors"},
    "settings": {"domain", "host", "errors"},
    "text": {"tournament", "domain", "settings", "errors"},
    "tls": {"settings", "host", "errors"},
    "hub": {"host", "errors"},
    "store": {"tournament", "domain", "host", "errors"},
    "exports": {"tournament", "store", "domain", "text", "host", "errors"},
    "uplink": {"hub", "domain", "text", "host", "errors"},
    "desk": {"tournament", "store", "domain", "settings", "host", "errors"},
    "web": {
        "tournament",
        "desk",
        "uplink",
        "hub",
        "exports",
        "store",
        "domain",
        "settings",
        "text",
        "health",
        "host",
        "errors",
        "__init__",
    },
    "diagnostics": {
        *("web", "desk", "uplink", "store", "settings", "text", "tls", "health", "host", "errors"),
        "__init__",
    },
    "gui": {
        *("diagnostics", "desk", "uplink", "exports", "store", "tournament", "domain", "settings", "text", "host"),
        *("health", "errors"),
    },
    "app": {
        *(
            "gui",
            "diagnostics",
            "web",
            "desk",
            "exports",
            "uplink",
            "hub",
            "store",
            "tournament",
            "domain",
            "settings",
            "text",
            "tls",
            "health",
            "host",
        ),
        "errors",
    },
    "cli": {
        *("app", "diagnostics", "desk", "exports", "store", "domain", "settings", "tls", "text", "host", "errors"),
        "__init__",
    },
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""For each package, those that it may import."""

_DOMAIN = ("names", "rules", "events", "rounds", "games", "transitions", "history", "state", "statistics")

INSIDE_DOMAIN = {
    **{layer: set(_DOMAIN[:height]) for height, layer in enumerate(_DOMAIN)},
    "chain": {"events"},
    "state": {"chain", *_DOMAIN[:7]},
    "preview": set(_DOMAIN[:7]),
}
"""The same within `domain`: each imports those before it."""

INSIDE_STORE = {
    "log": set[str](),
    "backups": {"log"},
    "history": {"log"},
    "recovery": {"log", "backups", "history", "tournament_log"},
}
"""The same within `store`; modules beside these folders know them all."""

INSIDE_UPLINK = {
    "protocol": set[str](),
    "peers": {"protocol"},
    "published": {"protocol", "peers"},
    "games": {"protocol", "peers", "published"},
    "tournaments": {"protocol", "peers", "published"},
}
"""The same within `uplink`: only `link` and `health` know them all."""

INSIDE_WEB = {
    "http": set[str](),
    "live": {"http"},
    "api": {"live", "http"},
    "pages": {"live", "http"},
    "fast_path": {"live", "http"},
    "connections": {"fast_path", "http"},
    "routes": {"api", "pages", "live", "http"},
    "server": {"routes", "connections", "fast_path", "pages", "live", "http"},
}
"""The same within `web`: `api` and `pages` do not know each other."""

_BELOW_PAGES = {"widgets", "theme", "services", "settings", "sound", "text"}

INSIDE_GUI = {
    "text": set[str](),
    "sound": set[str](),
    "settings": {"text"},
    "services": {"settings", "sound", "text"},
    "theme": set[str](),
    "widgets": {"theme", "services", "settings", "text"},
    **dict.fromkeys(
        (
            *("checkup", "demo", "displays", "help", "keyboard", "language", "lineup"),
            *("lock", "phones", "play", "rounds", "rules", "setup"),
        ),
        _BELOW_PAGES,
    ),
    **dict.fromkeys(("startup", "tv"), _BELOW_PAGES),
    "courts": _BELOW_PAGES,
    "tournament": {"lock", *_BELOW_PAGES},
    "finish": {"lock", *_BELOW_PAGES},
    "history": {"finish", "rounds", *_BELOW_PAGES},
    "players": {"lock", *_BELOW_PAGES},
    "welcome": {"lock", *_BELOW_PAGES},
}
"""The same within `gui`: a page knows what is below every page, and few know another; only `window` knows them all."""
INSIDE_GUI["window"] = INSIDE_GUI.keys() - {"startup"}

KEPT_TO = {
    "PySide6": {"gui"},
    "qasync": {"gui/startup/loop.py"},
    "apsw": {"store"},
    "redis": {"uplink"},
    "zeroconf": {"uplink/peers/discovery.py"},
    "ifaddr": {"host/network.py"},
    "aiohttp": {"web"},
    "jinja2": {"text", "web", "exports"},
    "prometheus_client": {"web/api/metrics_collector.py"},
    "cryptography": {"tls"},
    "typer": {"cli"},
    "rich": {"cli"},
}
"""Libraries that only one part, or one module, may know."""

IMPURE = {"asyncio", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "threading", "time"}

MODULES = sorted(PACKAGE.rglob("*.py"))
"""A rule is one test of all of them, and names those that break it: a test for each would make the suite slow."""


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def inside(package: str) -> list[Path]:
    """Return the modules of a package."""
    modules = [module for module in MODULES if part(module) == package]
    assert modules, package
    return modules


def own_folder(module: Path) -> str:
    """Return the folder, or the module, right inside a package."""
    return module.relative_to(PACKAGE).with_suffix("").parts[1]


def part(module: Path) -> str:
    inside = module.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


@cache
def imports(module: Path) -> list[str]:
    """Return the dotted names that a module imports, wherever it does so."""
    return list(_imports(module))


def _imports(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
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


def folders_imported(module: Path) -> set[str]:
    """Return the folders and modules of its own package that a module imports, except its own."""
    prefix = f"goat_kiosk.{part(module)}."
    return {name.split(".")[2] for name in imports(module) if name.startswith(prefix)} - {own_folder(module)}


def breaches(wrong: dict[Path, set[str]]) -> dict[str, set[str]]:
    """Return what is wrong in a module, by its path in the package, for those where something is."""
    return {str(module.relative_to(PACKAGE)): found for module, found in wrong.items() if found}


def test_a_package_imports_only_those_below_it() -> None:
    wrong = {module: parts_imported(module) - MAY_IMPORT[part(module)] for module in MODULES}
    assert not breaches(wrong), breaches(wrong)


@pytest.mark.parametrize(("package", "layers"), [("domain", INSIDE_DOMAIN), ("web", INSIDE_WEB), ("gui", INSIDE_GUI)])
def test_the_insides_of_domain_web_and_gui_have_layers_too(package: str, layers: dict[str, set[str]]) -> None:
    wrong = {module: folders_imported(module) - layers.get(own_folder(module), set()) for module in inside(package)}
    assert not breaches(wrong), breaches(wrong)


@pytest.mark.parametrize(("package", "layers"), [("store", INSIDE_STORE), ("uplink", INSIDE_UPLINK)])
def test_the_insides_of_store_and_uplink_have_layers_too(package: str, layers: dict[str, set[str]]) -> None:
    modules = [module for module in inside(package) if own_folder(module) in layers]
    assert {own_folder(module) for module in modules} == layers.keys()
    wrong = {module: folders_imported(module) - layers[own_folder(module)] for module in modules}
    assert not breaches(wrong), breaches(wrong)


@pytest.mark.parametrize(("library", "places"), KEPT_TO.items())
def test_a_library_is_imported_in_one_place(library: str, places: set[str]) -> None:
    users = [module for module in MODULES if any(name.split(".")[0] == library for name in imports(module))]
    assert users, f"{library} is not used: take it out of pyproject.toml"
    for module in users:
        assert part(module) in places or str(module.relative_to(PACKAGE)) in places, module


def test_the_domain_has_no_clock_no_randomness_and_no_io() -> None:
    wrong = {module: impurities(module) for module in inside("domain")}
    assert not breaches(wrong), breaches(wrong)


def impurities(module: Path) -> set[str]:
    calls = [node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    called = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
    imported = {name.split(".")[0] for name in imports(module)}
    return IMPURE & imported | {"now", "utcnow", "today", "open", "print"} & called


def test_only_paths_looks_for_files_beside_the_code() -> None:
    """An installed package is one folder in which no module is a file."""
    assert [file.name for file in MODULES if "__file__" in file.read_text(encoding="utf-8")] == ["paths.py"]


DOCSTRING = re.compile(r'r?"""[^\s"]')
VAGUE = {"utils", "util", "manager", "helper", "helpers", "common", "misc"}


def test_a_module_has_a_docstring_and_a_meaningful_name() -> None:
    assert [str(module) for module in MODULES if not DOCSTRING.match(module.read_text(encoding="utf-8"))] == []
    assert [str(module) for module in MODULES if VAGUE & set(module.stem.split("_"))] == []


def test_patterns_match_ascii_digits_only() -> None:
    r"""`\d` matches the digits of every script, which are no game number or port: write `[0-9]`."""
    any_digit = re.compile(r"(?<!\\W)\\d")
    assert [str(module) for module in MODULES if any_digit.search(module.read_text(encoding="utf-8"))] == []


IMPORT_IN_TEXT = re.compile(r"from ((?:goat_kiosk|tests)[.\w]*) import ([\w, ]+)")


def programs_in_strings() -> Iterator[tuple[Path, str, str]]:
    """Yield each name that a program inside a string imports, or a script of packaging: no type checker reads those."""
    root = PACKAGE.parent
    for file in (*root.glob("tests/**/*.py"), *root.glob("packaging/**/*.py"), *root.glob("packaging/*.sh")):
        for module, names in IMPORT_IN_TEXT.findall(file.read_text()):
            for name in names.split(","):
                yield file, module, name.split(" as ")[0].strip()


def test_programs_in_strings_import_existing_names() -> None:
    missing = {
        f"{file.name}: {module}.{name}"
        for file, module, name in programs_in_strings()
        if not hasattr(import_module(module), name) and find_spec(f"{module}.{name}") is None
    }
    assert not missing
