"""The built wheel, installed in its own environment, without the source.

Its dependencies are those of this environment, added by a .pth file; `make drill` installs it in an empty Debian.
"""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk import __version__
from tests.end2end.program import Program, environment, kiosk_options
from tests.packaging.conftest import ROOT

SUBSET = ["tests/domain/test_scoresheets.py", "tests/domain/test_transitions.py", "tests/store/test_schema.py"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    run(sys.executable, *words, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path) -> Path:
    """Return an interpreter that has the wheel installed and cannot import this checkout."""
    environment_folder = wheel.parent / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", str(environment_folder), cwd=wheel.parent)
    inside = environment_folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "-q", "--python", str(inside), "install", "--no-deps", "--no-index", str(wheel))
    # A .pth inside the lent folder is not read again, so the link of this checkout there is not followed.
    (next(environment_folder.glob("lib/*/site-packages")) / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return inside


def run(program: Path | str, *words: str, cwd: Path = ROOT) -> str:
    process = subprocess.run(
        [str(program), *words], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def resources() -> Iterator[str]:
    for file in (ROOT / "resources").rglob("*"):
        if file.is_file() and "static" not in file.parts:
            yield f"goat_kiosk/{file.relative_to(ROOT)}"


def test_the_wheel_has_every_resource_and_only_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        inside = set(opened.namelist())
    assert set(resources()) <= inside
    assert "goat_kiosk/resources/dist/venue.js" in inside
    assert not any("resources/static" in name for name in inside)
    assert {name.split("/")[0] for name in inside} == {"goat_kiosk", f"goat_kiosk-{__version__}.dist-info"}


def test_the_installed_command_prints_its_version(python: Path) -> None:
    assert run(python.with_name("goat-kiosk"), "--version", cwd=python.parent) == f"GOaT Kiosk {__version__}\n"


def test_the_installed_program_serves_a_page_and_its_files(python: Path, tmp_path: Path) -> None:
    words = [str(python.with_name("goat-kiosk")), "serve", *kiosk_options(tmp_path)]
    where = "import goat_kiosk; print(goat_kiosk.__file__)"
    assert run(python, "-c", where, cwd=tmp_path).startswith(str(python.parents[1]))
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        program = Program(process)
        page = run("curl", "--silent", "--fail", f"{program.url}/")
        script = page.split('src="')[1].split('"')[0]
        assert run("curl", "--silent", "--fail", f"{program.url}{script}")
        assert program.terminate() == 0


def test_the_tests_of_the_rules_and_the_log_pass_against_it(python: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    output = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SUBSET, cwd=tmp_path)
    assert " passed" in output
