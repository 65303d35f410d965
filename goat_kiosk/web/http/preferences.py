"""Who reads a page, and how: the language, the size of the letters, by day or by night.

Each is a choice of the phone, kept in a cookie of its own, so that a page is right in its first paint and without a
script. The language is the browser's until one is chosen.
"""

from contextvars import ContextVar
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from goat_kiosk.text.i18n import SOURCE_LANGUAGE, catalogs, current_language
from goat_kiosk.web.http.body import read_form
from goat_kiosk.web.http.negotiation import preferred_language

_MAX_AGE_S = 365 * 24 * 60 * 60
"""Seconds that a choice is remembered."""

_STREAM = "text/event-stream"

PRINTS = ("normal", "large")
THEMES = ("auto", "night", "day")


class ReaderPreferences(NamedTuple):
    """How somebody reads; `at` is the address of the page they are on."""

    language: str = SOURCE_LANGUAGE
    print: str = PRINTS[0]
    theme: str = THEMES[0]
    at: str = "/"


current_preferences: ContextVar[ReaderPreferences] = ContextVar("reading", default=ReaderPreferences())  # noqa: B039  a frozen value
"""Whoever is being answered."""


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the reader's own way; the outermost one, so that errors are told so too."""
    if request.headers.get(hdrs.ACCEPT) == _STREAM:
        return await handler(request)  # it has no words, and a hall opens thousands in a moment
    reader = _preferences_of(request)
    read, spoken = current_preferences.set(reader), current_language.set(reader.language)
    try:
        return await handler(request)
    finally:
        current_preferences.reset(read)
        current_language.reset(spoken)


def set_language(language: str) -> None:
    """Answer in `language`, unless that is "": nobody sits before a wall to choose, so its address may name one."""
    if language:
        current_language.set(language)
        current_preferences.set(current_preferences.get()._replace(language=language))


def routes() -> list[web.RouteDef]:
    """Return the route by which a reader chooses."""
    return [web.post("/preferences", save_choice)]


async def save_choice(request: web.Request) -> web.Response:
    """Remember a choice, and lead back to the page it was made on."""
    form = await read_form(request)
    back = form.get("to", "/")
    answer = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: back if _is_own_path(back) else "/"})
    for name, known in _choices().items():
        if (chosen := form.get(name, "")) in known:
            answer.set_cookie(name, chosen, max_age=_MAX_AGE_S, httponly=True, samesite="Lax")
    return answer


def _preferences_of(request: web.Request) -> ReaderPreferences:
    languages = list(catalogs())
    liked = preferred_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""), languages)
    kept = {name: request.cookies.get(name, "") for name in _choices()}
    known = {name: value for name, value in kept.items() if value in _choices()[name]}
    return ReaderPreferences(
        **{"language": liked, **known}, at=request.path_qs if request.method == hdrs.METH_GET else "/"
    )


def _choices() -> dict[str, tuple[str, ...]]:
    return {"language": tuple(catalogs()), "print": PRINTS, "theme": THEMES}


def _is_own_path(address: str) -> bool:
    """Whether an address is a path of this kiosk: with two slashes (or a backslash) it would be another's."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
