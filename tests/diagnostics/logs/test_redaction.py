"""Redaction of keys, passwords and codes in everything that is logged, in any encoding."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.diagnostics.logs.redaction import REDACTED, Redaction, passwords_in_url

SECRET = "pä$$/w@rd+1"  # noqa: S105  of nothing


@pytest.mark.parametrize("written", [SECRET, quote(SECRET, safe=""), quote(SECRET), f'{{"a":"{SECRET}"}}'])
def test_a_known_secret_is_removed_in_every_encoding(written: str) -> None:
    redacted = Redaction([SECRET])(f"before {written} after")
    assert SECRET not in redacted
    assert quote(SECRET, safe="") not in redacted
    assert redacted.startswith("before ")
    assert redacted.endswith(" after")


@pytest.mark.parametrize(
    "line",
    [
        "redis://kiosk:planted@10.0.0.5:6379 does not answer",
        "rediss://:planted@host",
        "GET /pair#key=planted HTTP/1.1",
        "GET /pair#code=planted",
        "GOAT_KIOSK_SCORER_KEY=planted goat-kiosk",
        "scorer_key = 'planted'",
        "Authorization: Bearer planted",
        'window: {"pin": "planted", "theme": "night"}',
        "?token=planted&page=2",
    ],
)
def test_an_unknown_secret_is_recognized_by_its_context(line: str) -> None:
    redacted = Redaction()(line)
    assert "planted" not in redacted
    assert REDACTED in redacted


@pytest.mark.parametrize(
    "line", ["exit code 3", "Game 1048577 cannot be read", "http://192.168.1.20:8080/test", "KeyError: 'court'"]
)
def test_text_without_secrets_is_unchanged(line: str) -> None:
    assert Redaction(["sesame"])(line) == line


def test_a_short_secret_is_removed_only_as_a_whole_word() -> None:
    assert Redaction(["bag"])("a bag in the bags") == f"a {REDACTED} in the bags"


@given(secret=st.text(min_size=6, max_size=40).filter(str.strip), around=st.text(max_size=40))
def test_no_secret_survives_redaction(secret: str, around: str) -> None:
    assert secret not in Redaction([secret])(f"{around} {secret} {around}").replace(REDACTED, "") or secret in REDACTED


def test_the_password_of_a_url_is_removed_both_encoded_and_decoded() -> None:
    assert passwords_in_url("redis://user:a%40b@host:6379") == ["a%40b", "a@b"]
    assert passwords_in_url("redis://host") == []
    assert passwords_in_url("redis://[broken") == ["redis://[broken"]
    assert passwords_in_url(None) == []
