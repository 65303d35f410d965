"""Apt repository of the releases: apt itself reads it, old versions stay, and what was changed is refused."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "deb" / "repository.sh"
CONTROL = """Package: goat-kiosk
Version: {version}
Architecture: amd64
Maintainer: GOaT Kiosk contributors <goat-kiosk@localhost>
Description: a package of a test
"""


def run(*command: str | Path, **variables: str | Path) -> str:
    """Run a command and return its output; with what it said if it failed."""
    environment = os.environ | {name: str(value) for name, value in variables.items()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Laptop:
    """The apt of a laptop that knows one repository, in a folder of its own."""

    def __init__(self, folder: Path, repository: Path) -> None:
        for name in ("etc/preferences.d", "state/lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True)
        (folder / "status").touch()
        line = f"deb [arch=amd64 signed-by={repository}/goat-kiosk.gpg] file:{repository} stable main\n"
        (folder / "etc" / "sources.list").write_text(line)
        places = {
            "Dir::Etc": folder / "etc",
            "Dir::State": folder / "state",
            "Dir::State::status": folder / "status",
            "Dir::Cache": folder / "cache",
        }
        others = ["APT::Architecture=amd64", "APT::Sandbox::User="]
        self.options = [part for name, place in places.items() for part in ("-o", f"{name}={place}")]
        self.options += [part for option in others for part in ("-o", option)]

    def update(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["apt-get", *self.options, "update", "--error-on=any"], capture_output=True, text=True, check=False
        )

    def versions(self) -> list[str]:
        lines = run("apt-cache", *self.options, "madison", "goat-kiosk").splitlines()
        return [line.split("|")[1].strip() for line in lines]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two versions of a package, added one after the other."""
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "releaser@localhost", "ed25519", GNUPGHOME=keys)
    for version in ("0.1.0", "0.2.0"):
        packages = tmp_path / version
        root = packages / "root" / "DEBIAN"
        root.mkdir(parents=True)
        (root / "control").write_text(CONTROL.format(version=version))
        run("dpkg-deb", "--build", packages / "root", packages / f"goat-kiosk_{version}_amd64.deb")
        run(SCRIPT, "releaser@localhost", tmp_path / "apt", PACKAGES=packages, GNUPGHOME=keys)
    run("gpgconf", "--kill", "all", GNUPGHOME=keys)
    return tmp_path / "apt"


def test_apt_reads_it_and_the_older_version_stays_for_going_back(repository: Path, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "laptop", repository)
    updated = laptop.update()
    assert updated.returncode == 0, updated.stderr
    assert laptop.versions() == ["0.2.0", "0.1.0"]


def test_apt_refuses_what_was_changed_after_the_signature(repository: Path, tmp_path: Path) -> None:
    release = repository / "dists" / "stable" / "InRelease"
    release.write_text(release.read_text().replace("Suite: stable", "Suite: other"))
    laptop = Laptop(tmp_path / "laptop", repository)
    assert laptop.update().returncode != 0
