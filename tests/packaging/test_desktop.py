"""Desktop metadata: entries, icons and manual page, validated by the desktops' own tools."""

import plistlib
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from goat_kiosk.cli.entry import cli
from tests.packaging.conftest import ROOT
from tests.waiting import TIMEOUT_S

PACKAGING = ROOT / "packaging"
ENTRIES = sorted(PACKAGING.rglob("*.desktop"))
METAINFO = PACKAGING / "freedesktop" / "io.github.goat_kiosk.goat_kiosk.metainfo.xml"
UNITS = sorted(PACKAGING.rglob("*.service"))


def run_tool(*words: str, **more: str) -> str:
    process = subprocess.run(words, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=more or None)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout + process.stderr


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.stem)
def test_a_desktop_entry_is_valid(entry: Path) -> None:
    assert run_tool("desktop-file-validate", str(entry)) == ""


def test_the_software_center_metadata_is_valid() -> None:
    assert "successful" in run_tool("appstreamcli", "validate", "--no-net", "--pedantic", "--strict", str(METAINFO))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.stem)
def test_a_desktop_entry_starts_an_existing_program(entry: Path) -> None:
    started = [line.split("=")[1].split() for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    names = typer.main.get_command(cli).commands  # type: ignore[attr-defined]  # a group has commands
    for program, *words in started:
        assert program == "goat-kiosk-session" or words[0] in names


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_has_its_sections_and_starts_what_a_package_installs(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert [line for line in lines if line.startswith("[")] == ["[Unit]", "[Service]", "[Install]"]
    (start,) = (line for line in lines if line.startswith("ExecStart="))
    assert start.startswith(
        ("ExecStart=/usr/bin/goat-kiosk serve", "ExecStart=/usr/bin/goat-kiosk relay", "ExecStart=/usr/bin/cage ")
    )


def test_the_manual_names_every_command_and_option() -> None:
    page = run_tool(sys.executable, str(PACKAGING / "man.py"), COLUMNS="80").replace(r"\-", "-")
    for name, command in typer.main.get_command(cli).commands.items():  # type: ignore[attr-defined]  # as above
        section = page.split(f'.SS "goat-kiosk {name}')[1].split("\n.S")[0]
        for option in command.params:
            assert (option.opts[0] if option.opts[0].startswith("-") else option.name.upper()) in section


def test_the_macos_bundle_says_why_it_uses_the_network() -> None:
    info = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    assert info["NSLocalNetworkUsageDescription"]
    assert info["NSBonjourServices"] == ["_goat-kiosk._tcp"]


def test_icons_have_the_sizes_that_their_names_say(tmp_path: Path) -> None:
    run_tool(sys.executable, str(PACKAGING / "icons.py"), str(tmp_path / "icons"), QT_QPA_PLATFORM="offscreen")
    pictures = list(tmp_path.rglob("*.png"))
    assert len(pictures) == 9
    for picture in pictures:
        width, height = struct.unpack(">II", picture.read_bytes()[16:24])
        assert f"{width}x{height}" == picture.parts[-3]
    for container, kinds in (("ico", 6), ("icns", 11)):
        assert (tmp_path / "icons" / f"goat-kiosk.{container}").read_bytes().count(b"\x89PNG") == kinds
