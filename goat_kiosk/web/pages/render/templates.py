"""Rendering of pages: the templates, and the responses that carry them.

The Content-Security-Policy (`request_guard`) allows no inline script or style, since names on the pages come from
strangers' phones; so team colors are served as a style sheet, and a state for a script as JSON that cannot close its
element.

Every template has `t`, which translates a sentence for the reader, `reader`, the reader's preferences, and `asset`,
which returns the cacheable URL of a file.
"""

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import hdrs, web
from markupsafe import Markup

from goat_kiosk.text import dates, rules_text, tournament_words
from goat_kiosk.text.i18n import catalogs
from goat_kiosk.text.templates import new_environment
from goat_kiosk.web.http.preferences import current_preferences
from goat_kiosk.web.pages.render import assets, board_drawing, wall_words, words

if TYPE_CHECKING:
    from jinja2 import Environment

_COMPRESS_INLINE_BELOW = 1 << 20
"""Bytes compressed without another thread: a page takes a fifth of a millisecond, a thread switch several."""
KIOSK_HEADER = "Kiosk-Page"
"""A header by which scripts know the kiosk's answer: ``1``, or ``error`` for a page to be put into no other."""
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **context: object) -> web.Response:
    """Return the rendered template as a response."""
    return html_response(render(template, **context), status)


def html_response(
    text: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
    content_type: str = "text/html",
) -> web.Response:
    """Return `text` as a response with `headers`, not to be cached."""
    all_headers = {hdrs.CACHE_CONTROL: "no-store", KIOSK_HEADER: "1"} | (headers or {})
    response = web.Response(
        text=text,
        status=status,
        headers=all_headers,
        content_type=content_type,
        charset="utf-8",
        zlib_executor_size=_COMPRESS_INLINE_BELOW,
    )
    if text:
        response.enable_compression()
    return response


def render(template: str, **context: object) -> str:
    """Return the rendered template."""
    return _templates().get_template(template).render(reader=current_preferences.get(), **context)


def state_script(state: bytes) -> Markup:
    """Return JSON that cannot close the script element around it, whatever the names contain."""
    return Markup(state.decode().translate(_IN_SCRIPT))  # noqa: S704 - made safe on this line


@cache
def _templates() -> "Environment":
    """Return the templates, each compiled once. All are HTML except one of CSS, which holds only validated colors."""
    environment = new_environment()
    environment.globals.update(
        words=words,
        wall_words=wall_words,
        rulebook=rules_text,
        board=board_drawing,
        dates=dates,
        moment=dates.moment,
        tournament_size=tournament_words.tournament_size,
        asset=assets.address,
        script=assets.script,
        languages=catalogs(),
    )
    return environment
