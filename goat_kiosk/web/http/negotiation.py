"""Content negotiation: encodings and languages that a client accepts, with weights (RFC 9110, section 12.5)."""

import re
from collections.abc import Iterator


def accepts_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` header names gzip with a weight above zero."""
    return any(weight > 0 for name, weight in _choices(accepted) if name in {"gzip", "x-gzip"})


def preferred_language(accepted: str, known: list[str]) -> str:
    """Return the language of `known` with the highest weight in an `Accept-Language` header, by default the first.

    ``es-MX`` is Spanish: only the language itself is compared.
    """
    choices = [(weight, name.partition("-")[0]) for name, weight in _choices(accepted) if weight > 0]
    for _, language in sorted(choices, key=lambda choice: -choice[0]):
        if language in known:
            return language
    return known[0]


def _choices(header: str) -> Iterator[tuple[str, float]]:
    for choice in header.lower().split(","):
        name, _, weight = choice.partition(";")
        parsed = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", weight)
        yield name.strip(), float(parsed[1]) if parsed else 1.0
