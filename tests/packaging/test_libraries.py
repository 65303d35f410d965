"""Qt's system libraries: each list of packages is complete for PySide6's wheels, and a missing one is reported."""

import ast
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import PySide6
import pytest

from goat_kiosk.host.qt_libraries import PACKAGES
from tests.end2end.program import kiosk_options, run_to_exit, virtual_screen
from tests.packaging.conftest import ROOT
from tests.packaging.elf import needed

WHEEL = Path(PySide6.__file__).parent
IN_EVERY_DEBIAN = {"libc6", "libgcc-s1", "libstdc++6", "libzstd1", "zlib1g"}
"""Packages that dpkg and apt need themselves."""
SPEC = (ROOT / "packaging" / "one_folder" / "goat-kiosk.spec").read_text()


def used_modules_and_plugins() -> list[Path]:
    """Return the PySide6 modules that the program imports, and the Qt plugins that it may load on Linux."""
    trees = [ast.parse(file.read_text()) for file in (ROOT / "goat_kiosk" / "gui").rglob("*.py")]
    imported = {str(node.module) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules = [WHEEL / f"{name.partition('.')[2]}.abi3.so" for name in imported if name.startswith("PySide6.")]
    assert len(modules) >= 5
    plugin_names = re.findall(r'"(\w[\w-]+)/(\w[\w-]+)"', SPEC)
    plugins = [WHEEL / "Qt" / "plugins" / kind / f"lib{name}.so" for kind, name in plugin_names]
    return modules + [file for file in plugins if file.exists()]


def linked_libraries(files: list[Path]) -> set[str]:
    """Return the libraries outside the wheels that `files` load, directly or indirectly."""
    folders = (WHEEL, WHEEL / "Qt" / "lib", WHEEL.parent / "shiboken6")
    own = {file.name: file for folder in folders for file in folder.glob("*.so*")}
    seen, others = set[Path](), set[str]()
    while files:
        names = {name for file in files for name in needed(file)}
        seen |= set(files)
        others |= names - own.keys()
        files = [own[name] for name in names & own.keys() if own[name] not in seen]
    return others


def packages() -> set[str]:
    return set(PACKAGES.values())


def providers(libraries: set[str]) -> dict[str, str]:
    """Return the Debian package of each library. A library is in one of two folders, which are the same."""
    folders = [f"{root}/lib/{sysconfig.get_config_var('MULTIARCH')}" for root in ("", "/usr")]
    words = ["dpkg-query", "--search", *(f"{folder}/{library}" for folder in folders for library in libraries)]
    lines = subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()
    return {Path(line.split(": ")[1]).name: line.partition(":")[0].removesuffix("t64") for line in lines}


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="packages are Debian's")
def test_the_package_list_equals_what_qt_needs() -> None:
    libraries = linked_libraries(used_modules_and_plugins())
    found = providers(libraries)
    assert found.keys() == libraries
    assert packages() == set(found.values()) - IN_EVERY_DEBIAN
    assert found.items() >= PACKAGES.items()


def test_the_readme_lists_the_same_packages() -> None:
    (line,) = re.findall(r"^apt install pipx (.*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert line.split() == sorted(packages())


def test_make_installs_the_same_packages() -> None:
    (listed,) = re.findall(r"^run=\((.*?)\)$", (ROOT / "packaging" / "debian.sh").read_text(), re.MULTILINE | re.DOTALL)
    assert listed.split() == sorted(packages())


def test_a_missing_library_is_reported_with_its_package(tmp_path: Path) -> None:
    """An empty file replaces the library, because the dynamic linker stops there."""
    (tmp_path / "libgssapi_krb5.so.2").touch()
    result = run_to_exit("run", *kiosk_options(tmp_path), QT_QPA_PLATFORM="offscreen", LD_LIBRARY_PATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        "The window needs libgssapi_krb5.so.2, which this system does not have. "
        "On Debian: apt install libgssapi-krb5-2\n"
    )


def test_a_missing_library_of_the_display_is_reported_too(tmp_path: Path) -> None:
    for name in ("libxcb-cursor.so.0", "libxcb-icccm.so.4"):
        (tmp_path / name).touch()
    with virtual_screen() as display:
        result = run_to_exit("run", *kiosk_options(tmp_path), DISPLAY=display, LD_LIBRARY_PATH=str(tmp_path))
        doctor = run_to_exit("doctor", "--data-dir", str(tmp_path), DISPLAY=display, LD_LIBRARY_PATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("The window needs libxcb-")
    assert result.stderr.endswith("On Debian: apt install libxcb-cursor0 libxcb-icccm4\n")
    assert "apt install libxcb-cursor0 libxcb-icccm4" in " ".join(doctor.stdout.split())
