"""The doctor at the terminal: each check as it is done, then the code for a phone, and what it found."""

import io
import os
import shutil
import sys
import textwrap
from pathlib import Path

import segno

from goat_kiosk.diagnostics import reachability
from goat_kiosk.diagnostics.checks import phone
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, Verdict
from goat_kiosk.diagnostics.checks.run import run_checks
from goat_kiosk.errors import KioskError
from goat_kiosk.settings.config import Settings

SIGNS: dict[Verdict, tuple[str, str]] = {
    "well": ("✓", "32"),
    "notice": ("!", "33"),
    "wrong": ("✗", "31"),
    "unknown": ("?", "33"),
}
"""By the verdict, its sign and its colour (ECMA-48): never the colour alone."""
_NAME, _WIDEST = 14, 100


def run_doctor(settings: Settings, patient: CheckContext, patience: float, *, quiet: bool) -> list[Check]:
    """Make every check and return them all; each is printed as it is done, unless `quiet`.

    A phone is waited for so many seconds, none when `patience` is 0.
    """
    checks = []
    for check in run_checks(patient):
        checks.append(check)
        if not quiet:
            _show(check)
    checks.append(_phone(settings, patience, quiet=quiet))
    if not quiet:
        _show(checks[-1])
    return checks


def _phone(settings: Settings, patience: float, *, quiet: bool) -> Check:
    if not patience:
        return phone.not_tested()
    try:
        with reachability.serve_test(settings, _key(settings)) as (address, test):
            if not quiet:
                _invite(address, patience)
            return test.wait(patience)
    except KioskError as error:
        return phone.unknown(error.sentence)


def _key(settings: Settings) -> str:
    """Return the venue's key, for a kiosk that runs; "" when it cannot be read, and then the kiosk says so."""
    if settings.scorer_key:
        return settings.scorer_key
    try:
        return Path(settings.folder, "scorer.key").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _invite(address: str, patience: float) -> None:
    code = io.StringIO()
    segno.make(address, micro=False).terminal(code, compact=True)
    _say(f"\nOpen {address} on a phone, or scan this. Waiting {patience:.0f} seconds; Ctrl+C goes on without.\n")
    _say(code.getvalue())


def _show(check: Check) -> None:
    wide = min(shutil.get_terminal_size().columns, _WIDEST)
    sign, colour = SIGNS[check.verdict]
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        sign = f"\033[{colour}m{sign}\033[0m"
    indent = " " * (_NAME + 2)
    says = textwrap.wrap(check.says, wide - len(indent))
    todo = textwrap.wrap(f"→ {check.todo}", wide - len(indent), subsequent_indent="  ") if check.todo else []
    first, *more = [*says, *todo]
    _say("\n".join([f"{sign} {check.name:{_NAME}}{first}", *(indent + line for line in more)]))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  said to the user
