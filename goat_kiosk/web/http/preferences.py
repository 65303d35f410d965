"""Reader preferences: language, text size and theme, stored in cookies.

Cookies, so that the first paint is right and needs no script. Until the reader chooses a language, it is the browser's.
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
"""A year."""

_STREAM = "text/event-stream"

PRINTS = ("normal", "large")
THEMES = ("auto", "night", "day")


class ReaderPreferences(NamedTuple):
    """The preferences of one reader; `print` is the text size, `path` the page they are on."""

    language: str = SOURCE_LANGUAGE
    print: str = PRINTS[0]
    theme: str = THEMES[0]
    path: str = "/"


current_preferences: ContextVar[ReaderPreferences] = ContextVar("reading", default=ReaderPreferences())  # noqa: B039  a frozen value
"""Of the request being handled."""


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Apply the reader's preferences to a request. Outside the error middleware, so that error pages have them too."""
    if request.headers.get(hdrs.ACCEPT) == _STREAM:
        return await handler(request)  # a stream has no sentences, and a venue opens thousands at once
    reader = _preferences_of(request)
    preferences_token, language_token = current_preferences.set(reader), current_language.set(reader.language)
    try:
        return await handler(request)
    finally:
        current_preferences.reset(preferences_token)
        current_language.reset(language_token)


def set_language(language: str) -> None:
    """Respond in `language`, if not "": a wall has no reader who could choose, so its URL may name the language."""
    if language:
        current_language.set(language)
        current_preferences.set(current_preferences.get()._replace(language=language))


def routes() -> list[web.RouteDef]:
    """Return the route that saves a choice."""
    return [web.post("/preferences", save_choice)]


async def save_choice(request: web.Request) -> web.Response:
    """Save a choice in a cookie, and redirect to the page on which it was made."""
    form = await read_form(request)
    location = form.get("to", "/")
    response = web.Response(
        status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: location if _is_own_path(location) else "/"}
    )
    for name, known in _choices().items():
        if (value := form.get(name, "")) in known:
            response.set_cookie(name, value, max_age=_MAX_AGE_S, httponly=True, samesite="Lax")
    return response


def _preferences_of(request: web.Request) -> ReaderPreferences:
    languages = list(catalogs())
    language = preferred_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""), languages)
    cookies = {name: request.cookies.get(name, "") for name in _choices()}
    known = {name: value for name, value in cookies.items() if value in _choices()[name]}
    return ReaderPreferences(
        **{"language": language, **known}, path=request.path_qs if request.method == hdrs.METH_GET else "/"
    )


def _choices() -> dict[str, tuple[str, ...]]:
    return {"language": tuple(catalogs()), "print": PRINTS, "theme": THEMES}


def _is_own_path(address: str) -> bool:
    """Whether `address` is a path on this kiosk; one that begins with two slashes or a backslash names another host."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
