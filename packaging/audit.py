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
CACHE_S = 24 * 60 * 60
TIMEOUT_S = 20
"""For both together; if the services respond they take ten seconds."""


class AuditResult(NamedTuple):
    """Result of one audit."""

    vulnerable: list[str]
    """One line for each vulnerability."""
    skipped: str = ""
    """Why the audit is missing or incomplete; empty if it is complete."""


def main() -> int:
    """Run both audits and print their results; return the exit code."""
    if _is_cached():
        return 0
    with ThreadPoolExecutor() as executor:
        results = list(executor.map(lambda audit: audit(), [_audit_python, _audit_web]))
    for result in results:
        for line in result.vulnerable:
            print(f"Known vulnerability: {line}", file=sys.stderr)
        if result.skipped:
            print(f"Audit: {result.skipped}")
    if any(result.vulnerable for result in results):
        return 1
    STAMP.touch()
    return 0


def parse_pip(report: Any) -> AuditResult:
    """Read pip-audit's JSON."""
    packages = report["dependencies"]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, fixed in {', '.join(known['fix_versions']) or 'none'}"
        for one in packages
        for known in one.get("vulns", [])
    ]
    skipped = f"the service knows nothing of {len(unknown)} of {len(packages)} Python packages" if unknown else ""
    return AuditResult(lines, skipped)


def parse_npm(report: Any) -> AuditResult:
    """Read npm audit's JSON."""
    if "vulnerabilities" not in report:
        return AuditResult([], "the npm packages were not asked about: the registry takes no audits")
    lines = [
        f"{name} {one['range']}: {', '.join(via['title'] if isinstance(via, dict) else via for via in one['via'])}"
        for name, one in report["vulnerabilities"].items()
    ]
    return AuditResult(lines)


def _audit_python() -> AuditResult:
    tool = [str(Path(sys.executable).parent / "pip-audit"), "--progress-spinner=off", "--timeout=3", "--format=json"]
    return _run([*tool, "--disable-pip", "--require-hashes", f"--requirement={LOCKS[0]}"], "pip-audit", parse_pip)


def _audit_web() -> AuditResult:
    npm = shutil.which("npm")
    if npm is None:
        return AuditResult([], "npm is missing")
    return _run([npm, "audit", "--json", "--omit=dev", "--fetch-retries=0"], "npm audit", parse_npm)


def _run(command: list[str], name: str, parse: Callable[[Any], AuditResult]) -> AuditResult:
    try:
        process = subprocess.run(command, cwd=WEB, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        return parse(json.loads(process.stdout))
    except subprocess.TimeoutExpired:
        return AuditResult([], f"{name} had no answer within {TIMEOUT_S} s")
    except (ValueError, KeyError, TypeError):
        return AuditResult([], f"{name} reached no service")


def _is_cached() -> bool:
    if not STAMP.exists():
        return False
    checked_at = STAMP.stat().st_mtime
    return time.time() - checked_at < CACHE_S and all(lock.stat().st_mtime < checked_at for lock in LOCKS)


if __name__ == "__main__":
    sys.exit(main())
