"""URLs of images and fonts in a page's query: this kiosk's own, or an https server's.

Such a URL ends up in a page, in a style sheet and in the Content-Security-Policy, so its characters are limited to
those that end none of them: no quote, parenthesis, semicolon, comma, space or backslash. A streamer pastes these URLs
before going on air, so one that is not allowed is treated like one that does not load: the page is as without it.
"""

import re
from typing import NamedTuple

MAX_LENGTH = 300
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(?::[0-9]{1,5})?"
_ALLOWED = re.compile(rf"(?P<origin>https://{_HOST})?/(?!/)[A-Za-z0-9._~!$&*+=:@%/?-]*")


class AssetUrl(NamedTuple):
    """A URL that may be put into a page."""

    url: str
    origin: str
    """As ``https://example.org``; empty for a path of this kiosk."""


def parse_asset_url(text: str) -> AssetUrl | None:
    """Return the URL in `text`, None where it is empty or not allowed."""
    allowed = _ALLOWED.fullmatch(text) if len(text) <= MAX_LENGTH else None
    return AssetUrl(text, allowed["origin"] or "") if allowed else None
