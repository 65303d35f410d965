"""Supply chain: every dependency is pinned by hash and listed in the bill of materials."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "packaging").glob("requirements*.txt"))
WEB: dict[str, Any] = json.loads((ROOT / "packaging" / "web" / "package-lock.json").read_text())["packages"]
WEB = {path.rpartition("node_modules/")[2]: one for path, one in WEB.items() if path}

FOREIGN = re.compile(
    rb"registry\.(npmjs|yarnpkg)\.|(files|test)\.python" + rb"hosted|pypi" + rb"\.(org|io)|"
    rb"(?<![\w.-])/(" + b"|".join((b"root", b"work", rb"home/\w+", re.escape(str(ROOT)[1:]).encode())) + rb")/"
)
"""Hosts of registries, and folders of machines that something was made on."""


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tracked_files() -> list[Path]:
    """Return the files in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("only git knows which files are kept, and this is no checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def test_no_file_names_a_registry_or_a_folder_of_the_machine_it_was_made_on() -> None:
    files = tracked_files()
    assert len(files) > 400
    assert {lock.name for lock in LOCKS} <= {file.name for file in files}
    found = {str(file): FOREIGN.findall(file.read_bytes()) for file in files if FOREIGN.search(file.read_bytes())}
    assert found == {}


@pytest.mark.parametrize("text", ["registry.npm" + "js.org", "/ro" + "ot/x", "pypi." + "org", f"{ROOT}/x"])
def test_the_check_finds_a_planted_name(text: str) -> None:
    assert FOREIGN.search(f"see {text}".encode())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_python_package_is_pinned_by_hash(lock: Path) -> None:
    packages = re.split(r"^(?=[a-z])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[\w+\])?==\S+ ", package), package
        assert "--hash=sha256:" in package, package


def test_every_web_library_is_pinned_by_hash_without_an_address() -> None:
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in WEB.values())


def test_the_bill_of_materials_lists_what_is_shipped(tmp_path: Path) -> None:
    """The script itself holds it against the schema of CycloneDX."""
    process = subprocess.run(
        [sys.executable, ROOT / "packaging" / "sbom.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert (process.returncode, process.stderr) == (0, "")
    (file,) = tmp_path.iterdir()
    bill = json.loads(file.read_text())
    listed = {component["name"] for component in bill["components"]}
    about = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {re.split(r"[\[>=<]", requirement)[0].lower() for requirement in about["project"]["dependencies"]}
    assert needed | {name for name, one in WEB.items() if not one.get("dev")} <= listed
    assert "hiredis" in listed  # redis' extra
    assert not {"pytest", "ruff", "axe-core", "goat-kiosk"} & listed
    assert all(part["licenses"] and part["version"] and part["purl"] for part in bill["components"])
    assert not FOREIGN.search(file.read_bytes())


def test_a_known_vulnerability_is_printed_with_its_fix() -> None:
    audit = script("audit")
    known = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    packages = [{"name": "jinja2", "version": "1.0", "vulns": [known]}, {"name": "rich", "vulns": []}]
    assert audit.parse_pip({"dependencies": packages}) == (["jinja2 1.0: PYSEC-1, fixed in 2.0"], "")
    via = [{"title": "Something bad"}, "other"]
    assert audit.parse_npm({"vulnerabilities": {"htmx.org": {"range": "<2", "via": via}}}) == (
        ["htmx.org <2: Something bad, other"],
        "",
    )


def test_an_unreachable_service_is_not_reported_as_a_vulnerability() -> None:
    audit = script("audit")
    unknown = {"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]}
    assert audit.parse_pip(unknown) == ([], "the service knows nothing of 1 of 1 Python packages")
    assert audit.parse_npm({"message": "405"}).vulnerable == []
    assert audit.parse_npm({"vulnerabilities": {}}) == ([], "")
