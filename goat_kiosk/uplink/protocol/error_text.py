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
from goat_kiosk.uplink.protocol import rights
from goat_kiosk.uplink.protocol.rights import MissingRight

_UNKNOWN_AUTHORITY, _EXPIRED, _OTHER_NAME = {2, 18, 19, 20, 21}, {9, 10}, {62, 64}
"""OpenSSL's codes of verification (X509_verify_cert_error_string(3))."""


def describe_error(address: str, error: BaseException) -> Unavailable:
    """Return what `error` means for the connection to the Redis at `address`."""
    if (tls_error := _find_tls_error(error)) is not None:
        return _describe_tls_error(address, tls_error)
    text = str(error)
    if isinstance(error, ResponseError) and (right := rights.find_missing_right(text)) is not None:
        return _describe_missing_right(address, right)
    for kind, marks, problem in _PROBLEMS:
        if isinstance(error, kind) or any(mark in text for mark in marks if isinstance(error, ResponseError)):
            return problem(where=address)
    if isinstance(error, ResponseError) and text:
        return Unavailable("Redis at {where} refuses: {told}", where=address, told=text.splitlines()[0][:120])
    if isinstance(error, ResponseError):
        return Unavailable("Redis at {where} refuses and gives no reason.", where=address)
    return Unavailable("Redis at {where} does not answer. Is it running, and on this network?", where=address)


def _find_tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Return the TLS error that caused `error`, also through a chain of exceptions."""
    if error is None or isinstance(error, ssl.SSLError):
        return error
    return _find_tls_error(error.__cause__ or error.__context__)


def _describe_tls_error(address: str, error: ssl.SSLError) -> Unavailable:
    match error.verify_code if isinstance(error, ssl.SSLCertVerificationError) else 0:
        case code if code in _UNKNOWN_AUTHORITY:
            return Unavailable(
                "Redis at {where} has a certificate of an authority that this computer does not know. "
                "Append ?ssl_ca_certs=FILE to the address in --redis, with the file of the authority’s certificate.",
                where=address,
            )
        case code if code in _EXPIRED:
            return Unavailable(
                "The certificate of Redis at {where} has expired, or is not valid yet. Renew it, or correct this "
                "computer’s clock.",
                where=address,
            )
        case code if code in _OTHER_NAME:
            return Unavailable(
                "The certificate of Redis at {where} is for another name. Use that name in --redis, or add this one to "
                "the certificate.",
                where=address,
            )
    return Unavailable(
        "Redis at {where} does not speak TLS as it should. Check the certificate, "
        "or use redis:// instead of rediss://.",
        where=address,
    )


def _describe_missing_right(address: str, right: MissingRight) -> Unavailable:
    match right.kind:
        case "command":
            return Unavailable(
                "Redis at {where} does not let this user run a command that the kiosks need. Add {right} to its ACL.",
                where=address,
                right=right.rule,
            )
        case "keys":
            return Unavailable(
                "Redis at {where} does not let this user use the kiosks’ keys. Add {right} to its ACL.",
                where=address,
                right=right.rule,
            )
        case "channels":
            return Unavailable(
                "Redis at {where} does not let this user use the kiosks’ channels. Add {right} to its ACL.",
                where=address,
                right=right.rule,
            )


_PROBLEMS: list[tuple[tuple[type[Exception], ...], tuple[str, ...], Callable[..., Unavailable]]] = [
    (
        (AuthenticationError, AuthorizationError),
        ("NOAUTH", "WRONGPASS", "invalid username-password", "without any password"),
        partial(
            Unavailable,
            "Redis at {where} refuses the user or the password. Correct them; goat-kiosk config shows where they are.",
        ),
    ),
    (
        (NoPermissionError,),
        ("NOPERM",),
        partial(
            Unavailable,
            "Redis at {where} does not let this user do enough. Give it the rights {right}.",
            right=rights.RULES,
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
