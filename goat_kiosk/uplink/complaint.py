"""What is wrong with Redis, in words for a venue: what does not work, why, and what to do. Never with the password."""

import ssl

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)


def sentence(error: BaseException, where: str) -> str:
    """Return what `error` means for the connection to the Redis at `where`."""
    return f"Redis at {where} {_what(error)}"


def _is_of_tls(error: BaseException | None) -> bool:
    """Whether encryption is behind an error, however often it was raised anew."""
    return error is not None and (isinstance(error, ssl.SSLError) or _is_of_tls(error.__cause__ or error.__context__))


def _what(error: BaseException) -> str:
    if _is_of_tls(error):
        return "does not speak TLS as it should. Check the certificate, or use redis:// instead of rediss://."
    told = str(error)
    for kind, marks, words in _KNOWN:
        if isinstance(error, kind) or any(mark in told for mark in marks if isinstance(error, ResponseError)):
            return words
    if isinstance(error, ResponseError):
        return f"refuses: {told.splitlines()[0][:120] if told else 'no reason given'}"
    return "does not answer. Is it running, and on this network?"


_KNOWN: list[tuple[tuple[type[Exception], ...], tuple[str, ...], str]] = [
    (
        (AuthenticationError, AuthorizationError),
        ("NOAUTH", "WRONGPASS", "invalid username-password", "without any password"),
        "refuses the user or the password. Correct them in --redis.",
    ),
    (
        (NoPermissionError,),
        ("NOPERM",),
        "does not let this user do enough. Allow it the keys game:* and goat:* and the channels game:*:events.",
    ),
    ((ReadOnlyError,), ("READONLY",), "is a read-only copy. Point --redis to the one that takes writes."),
    ((OutOfMemoryError,), ("OOM",), "has no memory left for the scores of this kiosk. Give it more."),
    ((BusyLoadingError,), ("LOADING",), "is still reading its data."),
]
"""Kinds of refusal, their marks in a script's answer (which comes back as plain text), and what to do."""
