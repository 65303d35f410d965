"""What the documents promise is there: commands, targets, settings, files, addresses."""

import re
from pathlib import Path

import pytest
import typer

from goat_kiosk.cli import cli
from goat_kiosk.config import PREFIX, Settings
from goat_kiosk.domain.rules import PRESETS, Rules
from goat_kiosk.web.commands import COMMANDS

ROOT = Path(__file__).parent.parent
README, PROTOCOL = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/protocol.md"))
PAGES = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/protocol.md", "docs/scaling.md", "docs/trust.md")
]


def commands() -> set[str]:
    return set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]  # a group has commands


def test_every_command_is_in_the_readme_and_the_readme_names_no_other() -> None:
    assert set(re.findall(r"`goat-kiosk (\w+)", README)) == commands()


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`?make (\w+)", page.read_text(encoding="utf-8"))}
    assert {"run", "test", "demo"} <= named & targets
    assert {name for page in PAGES for name in re.findall(r"`make (\w+)`", page.read_text(encoding="utf-8"))} <= targets


def test_every_setting_that_the_readme_names_exists() -> None:
    named = {name.replace("-", "_") for name in re.findall(r"`--([a-z-]+)`", README)}
    assert named == set(Settings.__struct_fields__) - {"scorer_key"}
    assert {name.lower() for name in re.findall(rf"{PREFIX}([A-Z_]+)", README)} <= set(Settings.__struct_fields__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_document_links_to_exists(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_every_command_of_the_api_is_in_the_contract() -> None:
    for command in COMMANDS:
        path = command.path.replace(r"/{n:\d{1,4}}", "/<n>")
        assert f"`{command.method} …{path}`" in PROTOCOL, path


def test_every_preset_and_every_rule_is_in_the_contract() -> None:
    for name in (*PRESETS, *Rules.__struct_fields__):
        assert f"`{name}`" in PROTOCOL or f'"{name}"' in PROTOCOL, name


def test_every_promise_has_a_test_that_exists() -> None:
    trust = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
    rows = [row for row in trust.splitlines() if row.startswith("| ") and not row.startswith("| promise |")]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named or "| the same |" in row, row
        for file, test in named:
            assert (ROOT / file).exists(), file
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), test
