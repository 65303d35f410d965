"""HTTP errors of requests that never reach the game: for their key, their body, their rate. One class for each reason.

`problem_json` turns them into responses.
"""

from http import HTTPStatus

from goat_kiosk.errors import InvalidValue, KioskError


class HttpRefusal(KioskError):
    """A request refused by the HTTP layer. Each subclass is one reason, with its status and its code."""

    status: HTTPStatus

    def __init__(self, template: str, headers: dict[str, str] | None = None, /, **values: object) -> None:
        super().__init__(template, **values)
        self.headers = headers or {}


class MalformedBody(HttpRefusal):
    """The body is not JSON, or has not the shape of its schema."""

    status, code = HTTPStatus.BAD_REQUEST, "malformed-body"


class KeyMissing(HttpRefusal):
    """A request without a key."""

    status, code = HTTPStatus.UNAUTHORIZED, "key-missing"


class WrongKey(HttpRefusal):
    """A key that is neither the venue's nor a paired phone's."""

    status, code = HTTPStatus.FORBIDDEN, "wrong-key"


class VenueKeyRequired(HttpRefusal):
    """A paired phone's key where only the venue's will do."""

    status, code = HTTPStatus.FORBIDDEN, "venue-key-required"


class PhoneKeyRequired(HttpRefusal):
    """The venue's key where only a paired phone's will do."""

    status, code = HTTPStatus.FORBIDDEN, "phone-key-required"


class CrossSite(HttpRefusal):
    """A write from a page of another site."""

    status, code = HTTPStatus.FORBIDDEN, "cross-site"


class SlowBody(HttpRefusal):
    """The body took too long."""

    status, code = HTTPStatus.REQUEST_TIMEOUT, "slow-body"


class WrongMediaType(HttpRefusal):
    """The body is not declared as JSON."""

    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong-media-type"


class ValueRefused(HttpRefusal):
    """The body has the shape of its schema, with a value that is out of range."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, InvalidValue.code


class TooManyRequests(HttpRefusal):
    """Too many requests of this kind from one address."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"


class Overloaded(HttpRefusal):
    """All slots are taken."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "at-capacity"
