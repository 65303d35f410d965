"""Doctor report on the terminal: each check as soon as it is done, then a QR code for a phone, and its result."""

import io
import textwrap
from pathlib import Path

import segno

from goat_kiosk.diagnostics import reachability
from goat_kiosk.diagnostics.check_runner import run_checks
from goat_kiosk.diagnostics.checks import phone
from goat_kiosk.diagnostics.checks.check import Check, CheckContext, Verdict
from goat_kiosk.diagnostics.support_file import KEY_FILE
from goat_kiosk.errors import KioskError
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.settings.config import Settings

SIGNS: dict[Verdict, tuple[str, str]] = {
    "well": ("✓", "green"),
    "notice": ("!", "yellow"),
    "wrong": ("✗", "red"),
    "unknown": ("?", "yellow"),
}
"""The sign and the color of each verdict: never the color alone."""
_NAME_WIDTH, _MAX_WIDTH = 14, 100


def run_doctor(settings: Settings, context: CheckContext, phone_timeout: float, *, quiet: bool) -> list[Check]:
    """Make every check and return them all; each is printed as it is done, unless `quiet`.

    A phone is waited for at most `phone_timeout` seconds; at 0 that check is left out.
    """
    checks = []
    for check in run_checks(context):
        checks.append(check)
        if not quiet:
            _print_check(check)
    checks.append(_check_phone(settings, phone_timeout, quiet=quiet))
    if not quiet:
        _print_check(checks[-1])
    return checks


def _check_phone(settings: Settings, timeout: float, *, quiet: bool) -> Check:
    if not timeout:
        return phone.not_tested_check()
    try:
        with reachability.serve_test(settings, _scorer_key(settings)) as (address, test):
            if not quiet:
                _print_invitation(address, timeout)
            return test.wait(timeout)
    except KioskError as error:
        return phone.failed_check(error.sentence)


def _scorer_key(settings: Settings) -> str:
    """Return the scorer key that a running kiosk asks for; "" when its file cannot be read: the kiosk then refuses."""
    if settings.scorer_key:
        return settings.scorer_key
    try:
        return to_utf8(Path(settings.folder, KEY_FILE).read_bytes()).decode().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _print_invitation(address: str, timeout: float) -> None:
    code = io.StringIO()
    segno.make(address, micro=False).terminal(code, compact=True)
    _say(f"\nOpen {address} on a phone, or scan this. Waiting {timeout:.0f} seconds; Ctrl+C goes on without.\n")
    _say(code.getvalue())


def _print_check(check: Check) -> None:
    from rich.console import Console  # noqa: PLC0415  a start prints no report
    from rich.text import Text  # noqa: PLC0415  as above

    console = Console(highlight=False)
    indent = " " * (_NAME_WIDTH + 2)
    width = min(console.width, _MAX_WIDTH) - len(indent)
    summary = textwrap.wrap(check.summary, width)
    action = textwrap.wrap(f"→ {check.action}", width, subsequent_indent="  ") if check.action else []
    first, *more = [*summary, *action]
    lines = "\n".join([f" {check.name:{_NAME_WIDTH}}{first}", *(indent + line for line in more)])
    console.print(Text.assemble(SIGNS[check.verdict], lines), soft_wrap=True)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  said to the user
