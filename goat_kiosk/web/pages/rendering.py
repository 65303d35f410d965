"""Pages as answers: the templates, and how they are sent.

The Content-Security-Policy (`gate`) allows no inline script or style, since names on the pages come from strangers'
phones; so team colours travel in a style sheet of their own, and a state for a script as JSON that cannot end its
element.

Every template has `t`, which says a sentence in the reader's language, `reader`, who reads it, and `asset`, which names
a file so that a browser may keep it.
"""

from functools import cache
from http import HTTPStatus

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.text import rules_text
from goat_kiosk.text.i18n import catalogs, t
from goat_kiosk.web.http.preferences import current
from goat_kiosk.web.pages import assets, board_drawing, words

_PACKED_AT_ONCE = 1 << 20
"""Bytes that are packed without another thread: a page takes a fifth of a millisecond, going there and back a few."""
_OURS = "Kiosk-Page"
"""A header by which scripts know the kiosk's own answer (``kiosk-fetch.js``)."""
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **context: object) -> web.Response:
    """Return the template, filled in, as a page."""
    return html_response(render(template, **context), status)


def html_response(
    text: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
    content_type: str = "text/html",
) -> web.Response:
    """Return `text` with `headers`, to be kept nowhere."""
    every = {hdrs.CACHE_CONTROL: "no-store", _OURS: "1"} | (headers or {})
    response = web.Response(
        text=text,
        status=status,
        headers=every,
        content_type=content_type,
        charset="utf-8",
        zlib_executor_size=_PACKED_AT_ONCE,
    )
    if text:
        response.enable_compression()
    return response


def render(template: str, **context: object) -> str:
    """Return the template, filled in."""
    return _templates().get_template(template).render(reader=current.get(), **context)


def state_script(state: bytes) -> Markup:
    """Return JSON that cannot end the script element it stands in, whatever the names say."""
    return Markup(state.decode().translate(_IN_SCRIPT))  # noqa: S704 - made safe on this line


@cache
def _templates() -> Environment:
    """Return the templates, each compiled once. They are all HTML but one, which holds nothing but checked colours."""
    environment = Environment(
        loader=FileSystemLoader(RESOURCES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        words=words, rulebook=rules_text, board=board_drawing, t=t, asset=assets.address, languages=catalogs()
    )
    return environment
