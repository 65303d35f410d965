"""Vulnerability audit of what is shipped: pip-audit for Python, npm audit for the web libraries.

Both query a service on the internet. An unreachable service is reported and is not a failure; a known vulnerability
is. The result is cached for a day, or until a lock changes. Development tools are left out: they are not shipped.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "packaging" / "web"
LOCKS = [ROOT / "packaging" / "requirements.txt", WEB / "package-lock.json"]
STAMP = ROOT / ".venv" / ".audit-stamp"
GOOD_FOR = 24 * 60 * 60
"""Seconds."""
PATIENCE = 20
"""Seconds for both together: with the service at hand they take ten."""


class Answer(NamedTuple):
    """What a service knows."""

    vulnerable: list[str]
    """A line for each."""
    skipped: str = ""
    """Why nothing was asked, or not everything."""


def main() -> int:
    """Ask both, and say what came of it."""
    if _asked_lately():
        return 0
    with ThreadPoolExecutor() as beside:
        answers = list(beside.map(lambda ask: ask(), [_python, _web]))
    for answer in answers:
        for line in answer.vulnerable:
            print(f"Known vulnerability: {line}", file=sys.stderr)
        if answer.skipped:
            print(f"Audit: {answer.skipped}")
    if any(answer.vulnerable for answer in answers):
        return 1
    STAMP.touch()
    return 0


def parse_pip(report: Any) -> Answer:
    """Return what pip-audit's JSON says."""
    packages = report["dependencies"]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, fixed in {', '.join(known['fix_versions']) or 'none'}"
        for one in packages
        for known in one.get("vulns", [])
    ]
    skipped = f"the service knows nothing of {len(unknown)} of {len(packages)} Python packages" if unknown else ""
    return Answer(lines, skipped)


def parse_npm(report: Any) -> Answer:
    """Return what npm audit's JSON says."""
    if "vulnerabilities" not in report:
        return Answer([], "the npm packages were not asked about: the registry takes no audits")
    lines = [
        f"{name} {one['range']}: {', '.join(via['title'] if isinstance(via, dict) else via for via in one['via'])}"
        for name, one in report["vulnerabilities"].items()
    ]
    return Answer(lines)


def _python() -> Answer:
    tool = [str(Path(sys.executable).parent / "pip-audit"), "--progress-spinner=off", "--timeout=3", "--format=json"]
    return _ask([*tool, "--disable-pip", "--require-hashes", f"--requirement={LOCKS[0]}"], "pip-audit", parse_pip)


def _web() -> Answer:
    npm = shutil.which("npm")
    if npm is None:
        return Answer([], "npm is missing")
    return _ask([npm, "audit", "--json", "--omit=dev", "--fetch-retries=0"], "npm audit", parse_npm)


def _ask(command: list[str], name: str, read: Callable[[Any], Answer]) -> Answer:
    try:
        done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return read(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return Answer([], f"{name} had no answer within {PATIENCE} s")
    except (ValueError, KeyError, TypeError):
        return Answer([], f"{name} reached no service")


def _asked_lately() -> bool:
    if not STAMP.exists():
        return False
    asked = STAMP.stat().st_mtime
    return time.time() - asked < GOOD_FOR and all(lock.stat().st_mtime < asked for lock in LOCKS)


if __name__ == "__main__":
    sys.exit(main())
