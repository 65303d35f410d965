"""Documentation checks: the commands, targets, settings, keys, files and tests that documents name exist.

tests/end2end/test_examples.py runs the examples.
"""

import re
from pathlib import Path

import msgspec
import pytest
import typer

from goat_kiosk.cli.entry import cli
from goat_kiosk.domain.rules.rules import PRESETS, Rules
from goat_kiosk.gui.settings.action_specs import SPECS
from goat_kiosk.gui.settings.keymap import BUILT_IN
from goat_kiosk.gui.tournament.desk.match_keys import DESK_ACTIONS
from goat_kiosk.settings.config import PREFIX, Settings
from goat_kiosk.settings.loading import load
from goat_kiosk.web.api.commands import COMMANDS
from goat_kiosk.web.pages.displays import DisplayOptions
from goat_kiosk.web.pages.overlays import OverlayOptions

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").glob("*.md")
)
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
README, PROTOCOL, STREAMING = (TEXTS[name] for name in ("README.md", "protocol.md", "streaming.md"))
EVERYTHING = "\n".join(TEXTS.values())
KEY = r"(?:Ctrl\+|Shift\+|Alt\+)*(?:F\d{1,2}|[A-Z0-9]|Backspace|Esc|Enter|Tab|Space)"


def commands() -> dict[str, set[str]]:
    """Return each command of the program with its options."""
    group = typer.main.get_command(cli)
    found = group.commands  # type: ignore[attr-defined]  # a group has commands
    return {
        name: {word for option in one.params for word in (*option.opts, *option.secondary_opts)}
        for name, one in found.items()
    }


def test_every_command_is_in_the_readme_and_no_document_names_another() -> None:
    assert set(re.findall(r"`goat-kiosk (\w[\w-]+)", README)) == set(commands())
    assert set(re.findall(r"goat-kiosk ([a-z][\w-]+)[^\w.-]", EVERYTHING)) <= set(commands())


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make (\w+)[^`]*`", EVERYTHING)) | set(
        re.findall(r"^make (\w+)", EVERYTHING, re.MULTILINE)
    )
    assert {"run", "test", "demo"} <= named <= targets


def test_every_setting_is_in_the_readme_and_no_document_names_another() -> None:
    settings = {f"--{name.replace('_', '-')}" for name in Settings.__struct_fields__} - {"--scorer-key"}
    options = set().union(*commands().values())
    assert settings <= set(re.findall(r"`(--[a-z-]+)", README))
    for name, text in TEXTS.items():
        assert set(re.findall(r"`(?:goat-kiosk \w+ )?(--[a-z-]+)", text)) <= settings | options | {"--replicaof"}, name
    assert {name.lower() for name in re.findall(rf"{PREFIX}([A-Z_]+)", EVERYTHING)} <= set(Settings.__struct_fields__)


def test_every_example_of_the_settings_file_can_be_read(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert examples
    for example in examples:
        file = tmp_path / "config.toml"
        file.write_text(example, encoding="utf-8")
        assert load({}, environment={}, files=[file]) != load({}, environment={}, files=[tmp_path / "none.toml"])


def test_every_key_that_a_document_names_does_something() -> None:
    bound = {key for profile in BUILT_IN for keys in profile.keys.values() for key in keys}
    known = bound | {key for spec in SPECS.values() for key in spec.keys}
    known |= {action.letter for action in DESK_ACTIONS.values()} | {"Ctrl+B"}
    # The changelog also names the keys of older versions.
    texts = [text for name, text in TEXTS.items() if name != "CHANGELOG.md"]
    named = {key for text in texts for key in re.findall(rf"\*\*({KEY})\*\*|\(({KEY})\)", text)}
    assert {"1", "Backspace", "Ctrl+9"} <= {key for pair in named for key in pair}
    assert {key for pair in named for key in pair if key} - known == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_heading_that_a_document_links_to_exists(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        file, _, heading = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
        assert not heading or heading in {slug(title) for title in headings}, link


def slug(heading: str) -> str:
    """Return how a heading is linked to."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_command_of_the_api_is_in_the_contract() -> None:
    for command in COMMANDS:
        path = re.sub(r"/\{n:.*?\}+", "/<n>", command.path)
        assert f"`{command.method} …{path}`" in PROTOCOL, path


def test_every_preset_and_every_rule_is_in_the_contract() -> None:
    for name in (*PRESETS, *Rules.__struct_fields__):
        assert f"`{name}`" in PROTOCOL or f'"{name}"' in PROTOCOL, name


def test_every_option_of_walls_and_overlays_is_in_the_contract_and_the_guides() -> None:
    for text in (PROTOCOL, STREAMING):
        for field in msgspec.structs.fields(OverlayOptions):
            assert f"`{field.name}`" in text, field.name
    for name in DisplayOptions.__struct_fields__:
        assert f"`{name}`" in PROTOCOL, name
    options = {
        name
        for query in re.findall(r"/overlay/<game>\?([\w=&.-]+)", EVERYTHING)
        for name in re.findall(r"(\w+)=", query)
    }
    assert options <= set(OverlayOptions.__struct_fields__)
    assert options


def test_every_promise_has_a_test_that_exists() -> None:
    rows = [row for row in TEXTS["trust.md"].splitlines() if row.startswith("| ") and not row.startswith("| promise |")]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named or "| the same |" in row, row
        for file, test in named:
            assert (ROOT / file).exists(), file
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), test
