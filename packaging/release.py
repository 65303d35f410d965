"""Release of a version: `make release` checks everything and prints the steps, `make release ARGS=--now` runs them.

    make release ARGS="--prepare 0.2.0"     writes the version and today's date in every file that has them
    git commit --all
    make release                            checks, changes nothing
    make release ARGS=--now                 tests, builds, tests the packages in an empty Debian, tags
    make release ARGS="--now --key KEY"     the same, and an apt repository that KEY signs, in dist/apt

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
VERSION_PATTERNS = {
    "pyproject.toml": rf'^version = "{VERSION}"',
    "goat_kiosk/__init__.py": rf'^__version__ = "{VERSION}"',
    "CHANGELOG.md": rf"^## {VERSION} – \d{{4}}-\d\d-\d\d",
    METAINFO: rf'<release version="{VERSION}" date="\d{{4}}-\d\d-\d\d"',
}
"""How each file contains the version; the last two begin with the newest and its date."""


def main() -> None:
    """Check, prepare or run a release, as the arguments say."""
    parser = argparse.ArgumentParser(description="Check a release; change nothing.")
    parser.add_argument(
        "--prepare", metavar="VERSION", help="write VERSION and today's date into every file that has them"
    )
    parser.add_argument("--now", action="store_true", help="test, build, drill and tag")
    parser.add_argument("--key", metavar="KEY", help="sign an apt repository in dist/apt with this OpenPGP key")
    args = parser.parse_args()
    if args.prepare:
        prepare(ROOT, args.prepare, datetime.datetime.now(datetime.UTC).date())
        return
    if problems := [*disagreements(ROOT), *git_problems()]:
        sys.exit("\n".join(problems))
    for step in steps(versions(ROOT)["pyproject.toml"] or "", args.key):
        print("$", shlex.join(step))
        if args.now:
            subprocess.run(step, cwd=ROOT, check=True)
    print(
        "Released; publish with: git push --follow-tags"
        if args.now
        else "All versions agree. ARGS=--now runs these steps."
    )


def versions(root: Path) -> dict[str, str | None]:
    """Return the newest version in each file; None if a file has none."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in VERSION_PATTERNS}
    found = {name: re.search(pattern, texts[name], re.MULTILINE) for name, pattern in VERSION_PATTERNS.items()}
    return {name: match and match[1] for name, match in found.items()}


def disagreements(root: Path) -> Iterator[str]:
    """Yield a sentence for each file whose version is not that of pyproject.toml, and for unreleased changes."""
    found = versions(root)
    released = found["pyproject.toml"]
    for name, version in found.items():
        if version != released:
            yield f"{name} says {version or 'no released version'}, pyproject.toml says {released}."
    if unreleased(root):
        yield "CHANGELOG.md still has changes under Unreleased: they belong to no version."


def unreleased(root: Path) -> str:
    """Return the changes that no version has yet."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def git_problems() -> Iterator[str]:
    """Yield a sentence for each state of the repository that prevents a release."""
    if git("status", "--porcelain"):
        yield "There are changes that are not committed."
    if git("tag", "--list", tag := f"v{versions(ROOT)['pyproject.toml']}"):
        yield f"{tag} exists already: a version is released once."


def steps(version: str, key: str | None = None) -> list[list[str]]:
    """Return the commands of a release, in order; the tag is last, so that a failed step leaves no tag."""
    return [
        *(["make", verb] for verb in ("test", "packages", "drill")),
        *([["packaging/deb/repository.sh", key]] if key else []),
        ["git", "tag", "--annotate", f"v{version}", "--message", f"GOaT Kiosk {version}"],
    ]


def prepare(root: Path, version: str, day: datetime.date) -> None:
    """Write `version` and `day` into every file that has them. Exit with a sentence if nothing is unreleased."""
    if not re.fullmatch(VERSION, version):
        sys.exit(f"{version} is not a version: three numbers, such as 1.2.3.")
    if not unreleased(root):
        sys.exit("CHANGELOG.md has nothing under Unreleased: first describe what is new for users.")
    replace(root / "pyproject.toml", VERSION_PATTERNS["pyproject.toml"], f'version = "{version}"')
    replace(root / "goat_kiosk/__init__.py", VERSION_PATTERNS["goat_kiosk/__init__.py"], f'__version__ = "{version}"')
    replace(root / "CHANGELOG.md", "^## Unreleased$", f"## Unreleased\n\n## {version} – {day}")
    if versions(root)[METAINFO] != version:
        replace(root / METAINFO, "<releases>", f'<releases>\n    <release version="{version}" date="{day}"/>')
    else:
        replace(root / METAINFO, VERSION_PATTERNS[METAINFO], f'<release version="{version}" date="{day}"')


def replace(file: Path, pattern: str, text: str) -> None:
    """Replace the first match of `pattern` with `text`. Exit with a sentence if there is none."""
    content, count = re.subn(pattern, text, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if not count:
        sys.exit(f"{file} has no place for the version.")
    file.write_text(content, encoding="utf-8")


def git(*arguments: str) -> str:
    """Run git and return its output."""
    command = ["/usr/bin/env", "git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
