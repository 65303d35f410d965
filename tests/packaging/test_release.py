"""Release check: the version is in four files, and all must agree."""

import datetime
from pathlib import Path

import pytest
import release

from tests.packaging.conftest import ROOT

DAY = datetime.date(2027, 1, 9)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the files that have a version, with an entry in the CHANGELOG's Unreleased section."""
    for name in release.VERSION_PATTERNS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "CHANGELOG.md"
    file.write_text(file.read_text().replace("## Unreleased\n", "## Unreleased\n\n### Added\n\n- A horn.\n", 1))
    return tmp_path


def test_the_installed_and_the_running_version_are_equal() -> None:
    versions = release.versions(ROOT)
    assert versions["pyproject.toml"] == versions["goat_kiosk/__init__.py"] == versions[release.METAINFO]


def test_a_prepared_version_is_written_to_every_file(checkout: Path) -> None:
    release.prepare(checkout, "9.1.0", DAY)
    assert set(release.versions(checkout).values()) == {"9.1.0"}
    assert list(release.disagreements(checkout)) == []
    assert "## Unreleased\n\n## 9.1.0 – 2027-01-09\n\n### Added\n\n- A horn." in (checkout / "CHANGELOG.md").read_text()


def test_the_first_release_keeps_its_version(checkout: Path) -> None:
    now = str(release.versions(checkout)["pyproject.toml"])
    release.prepare(checkout, now, DAY)
    assert list(release.disagreements(checkout)) == []
    assert f'<release version="{now}" date="2027-01-09"' in (checkout / release.METAINFO).read_text()


@pytest.mark.parametrize("name", list(release.VERSION_PATTERNS))
def test_a_file_with_another_version_is_named(checkout: Path, name: str) -> None:
    release.prepare(checkout, "9.1.0", DAY)
    (checkout / name).write_text((checkout / name).read_text().replace("9.1.0", "9.0.9"))
    assert any(name in sentence for sentence in release.disagreements(checkout))


def test_unreleased_changes_prevent_a_release(checkout: Path) -> None:
    assert any("Unreleased" in sentence for sentence in release.disagreements(checkout))


@pytest.mark.parametrize("version", ["9.1", "v9.1.0", "9.1.0rc1"])
def test_an_invalid_version_is_refused_and_changes_nothing(checkout: Path, version: str) -> None:
    before = release.versions(checkout)
    with pytest.raises(SystemExit, match="is not a version"):
        release.prepare(checkout, version, DAY)
    assert release.versions(checkout) == before


def test_a_release_without_news_is_refused(checkout: Path) -> None:
    release.prepare(checkout, "9.1.0", DAY)
    with pytest.raises(SystemExit, match="nothing under Unreleased"):
        release.prepare(checkout, "9.2.0", DAY)
