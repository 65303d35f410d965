"""Release of a version: `make release` checks everything and prints the steps, `make release ARGS=--now` runs them.

    make release ARGS="--prepare 0.2.0"     writes the version and today's date in every file that has them
    git commit --all
    make release                            checks, changes nothing
    make release ARGS=--now                 tests, builds, proves the packages in an empty Debian, tags

The version is in four files, because four readers need it: pip, the program itself, people, software centers.
"""

import argparse
import datetime
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
METAINFO = "packaging/freedesktop/io.github.goat_kiosk.goat_kiosk.metainfo.xml"

VERSION = r"(\d+\.\d+\.\d+)"
PLACES = {
    "pyproject.toml": rf'^version = "{VERSION}"',
    "goat_kiosk/__init__.py": rf'^__version__ = "{VERSION}"',
    "CHANGELOG.md": rf"^## {VERSION} – \d{{4}}-\d\d-\d\d",
    METAINFO: rf'<release version="{VERSION}" date="\d{{4}}-\d\d-\d\d"',
}
"""Where the version stands; in the last two the newest comes first, with its date."""


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description="Check a release; change nothing.")
    parser.add_argument("--prepare", metavar="VERSION", help="write VERSION and today's date wherever they stand")
    parser.add_argument("--now", action="store_true", help="test, build, prove and tag")
    chosen = parser.parse_args()
    if chosen.prepare:
        prepare(ROOT, chosen.prepare, datetime.datetime.now(datetime.UTC).date())
        return
    if wrong := [*disagreements(ROOT), *unready()]:
        sys.exit("\n".join(wrong))
    for step in steps(versions(ROOT)["pyproject.toml"] or ""):
        print("$", shlex.join(step))
        if chosen.now:
            subprocess.run(step, cwd=ROOT, check=True)
    print("Released; publish with: git push --follow-tags" if chosen.now else "All agree. ARGS=--now does the above.")


def versions(root: Path) -> dict[str, str | None]:
    """Return the newest version in each file that names one; None where none is named."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in PLACES}
    found = {name: re.search(pattern, texts[name], re.MULTILINE) for name, pattern in PLACES.items()}
    return {name: match and match[1] for name, match in found.items()}


def disagreements(root: Path) -> Iterator[str]:
    """Yield a sentence for each file whose newest version is not that of pyproject.toml, and for changes left over."""
    there = versions(root)
    released = there["pyproject.toml"]
    for name, version in there.items():
        if version != released:
            yield f"{name} says {version or 'no released version'}, pyproject.toml says {released}."
    if unreleased(root):
        yield "CHANGELOG.md still has changes under Unreleased: they come with no version."


def unreleased(root: Path) -> str:
    """Return the changes that no version has yet."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def unready() -> Iterator[str]:
    """Yield a sentence for what git has against it."""
    if git("status", "--porcelain"):
        yield "There are changes that are not committed."
    if git("tag", "--list", tag := f"v{versions(ROOT)['pyproject.toml']}"):
        yield f"{tag} is there already: a version is released once."


def steps(version: str) -> list[list[str]]:
    """Return the commands of a release, in order; the tag is last, so that what fails leaves none behind."""
    return [
        *(["make", verb] for verb in ("test", "packages", "drill")),
        ["git", "tag", "--annotate", f"v{version}", "--message", f"GOaT Kiosk {version}"],
    ]


def prepare(root: Path, version: str, day: datetime.date) -> None:
    """Write `version` and `day` wherever they stand. Exits with a sentence when nothing has changed since the last."""
    if not re.fullmatch(VERSION, version):
        sys.exit(f"{version} is no version: three numbers, as 1.2.3.")
    if not unreleased(root):
        sys.exit("CHANGELOG.md has nothing under Unreleased: say first what is new for the people who use it.")
    replace(root / "pyproject.toml", PLACES["pyproject.toml"], f'version = "{version}"')
    replace(root / "goat_kiosk/__init__.py", PLACES["goat_kiosk/__init__.py"], f'__version__ = "{version}"')
    replace(root / "CHANGELOG.md", "^## Unreleased$", f"## Unreleased\n\n## {version} – {day}")
    if versions(root)[METAINFO] != version:
        replace(root / METAINFO, "<releases>", f'<releases>\n    <release version="{version}" date="{day}"/>')
    else:
        replace(root / METAINFO, PLACES[METAINFO], f'<release version="{version}" date="{day}"')


def replace(file: Path, pattern: str, words: str) -> None:
    """Put `words` where `pattern` is found first."""
    text, count = re.subn(pattern, words, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if not count:
        sys.exit(f"{file} has no place for the version.")
    file.write_text(text, encoding="utf-8")


def git(*words: str) -> str:
    """Return what git says."""
    asked = ["/usr/bin/env", "git", *words]
    return subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
