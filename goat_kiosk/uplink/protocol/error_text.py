"""Error messages about Redis, written for a venue: what fails, why, and what to do. Never with the password."""

import ssl
from collections.abc import Callable
from functools import partial

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)

from goat_kiosk.errors import Unavailable


def describe_error(address: str, error: BaseException) -> Unavailable:
    """Return what `error` means for the connection to the Redis at `address`."""
    if _is_of_tls(error):
        return Unavailable(
            "Redis at {where} does not speak TLS as it should. Check the certificate, "
            "or use redis:// instead of rediss://.",
            where=address,
        )
    text = str(error)
    for kind, marks, problem in _PROBLEMS:
        if isinstance(error, kind) or any(mark in text for mark in marks if isinstance(error, ResponseError)):
            return problem(where=address)
    if isinstance(error, ResponseError) and text:
        return Unavailable("Redis at {where} refuses: {told}", where=address, told=text.splitlines()[0][:120])
    if isinstance(error, ResponseError):
        return Unavailable("Redis at {where} refuses and gives no reason.", where=address)
    return Unavailable("Redis at {where} does not answer. Is it running, and on this network?", where=address)


def _is_of_tls(error: BaseException | None) -> bool:
    """Whether TLS caused an error, also through a chain of exceptions."""
    return error is not None and (isinstance(error, ssl.SSLError) or _is_of_tls(error.__cause__ or error.__context__))


_PROBLEMS: list[tuple[tuple[type[Exception], ...], tuple[str, ...], Callable[..., Unavailable]]] = [
    (
        (AuthenticationError, AuthorizationError),
        ("NOAUTH", "WRONGPASS", "invalid username-password", "without any password"),
        partial(Unavailable, "Redis at {where} refuses the user or the password. Correct them in --redis."),
    ),
    (
        (NoPermissionError,),
        ("NOPERM",),
        partial(
            Unavailable,
            "Redis at {where} does not let this user do enough. "
            "Allow it the keys game:* and goat:* and the channels game:*:events.",
        ),
    ),
    (
        (ReadOnlyError,),
        ("READONLY",),
        partial(Unavailable, "Redis at {where} is a read-only copy. Point --redis to the one that takes writes."),
    ),
    (
        (OutOfMemoryError,),
        ("OOM",),
        partial(Unavailable, "Redis at {where} has no memory left for the scores of this kiosk. Give it more."),
    ),
    (
        (),
        ("WRONGTYPE", "bad argument", "attempt to "),
        partial(
            Unavailable,
            "Another program has written into the keys game:* or goat:* of Redis at {where}. "
            "Keep it away from there, or give the kiosks a Redis of their own.",
        ),
    ),
    ((BusyLoadingError,), ("LOADING",), partial(Unavailable, "Redis at {where} is still reading its data.")),
]
"""Exception types, the marks of the same error in a script's reply (which is plain text), and the sentence."""
