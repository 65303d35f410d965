"""Redaction of secrets in logs, crash reports and support files: keys, passwords, PINs, codes.

Secrets that the kiosk knows are removed wherever they appear, also in URL and JSON encoding. Unknown ones, such as a
key in a request, are recognized by the text before them. When in doubt, text is removed: a log is read for what
happened, never for a key.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit

REDACTED = "[removed]"
_MIN_LENGTH = 6
"""Characters. A shorter secret is removed only where it is a whole word: inside words it would match too much."""

_USERINFO = re.compile(r"(://)[^\s/@]*@")
# A name begins only where a word does. Else each letter of a long word would begin one, and a record of a million
# letters would take a million squared steps.
_NAMED_SECRET = re.compile(
    r"""((?<![\w-])[\w-]*(?:key|passw(?:or)?d|token|secret|seat|code|\bpin)["']?\s*=\s*["']?)[^\s"'&,;)}]+"""
    r"""|(["'][\w-]*(?:key|passw(?:or)?d|token|secret|seat|pin)["']\s*:\s*["'])[^"']+""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"(\bbearer\s+)\S+", re.IGNORECASE)


class Redaction:
    """Removes secrets from text."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        """`secrets` are those that the kiosk knows; None and "" are ignored."""
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        pattern = "|".join(_pattern(form) for form in sorted(forms, key=len, reverse=True))
        self._known = re.compile(pattern) if pattern else None

    def __call__(self, text: str) -> str:
        """Return `text` without secrets."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        text = _USERINFO.sub(rf"\1{REDACTED}@", text)
        text = _NAMED_SECRET.sub(lambda match: f"{match[1] or match[2]}{REDACTED}", text)
        return _BEARER.sub(rf"\1{REDACTED}", text)


def passwords_in_url(url: str | None) -> list[str]:
    """Return the secrets of an address such as ``redis://user:password@host``: the password, encoded and decoded."""
    if not url:
        return []
    try:
        password = urlsplit(url).password
    except ValueError:
        # It cannot be parsed, so all of it counts as secret.
        return [url]
    return [password, unquote(password)] if password else []


def _forms(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}


def _pattern(form: str) -> str:
    return re.escape(form) if len(form) >= _MIN_LENGTH else rf"(?<!\w){re.escape(form)}(?!\w)"
