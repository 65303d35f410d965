"""Certificate selection by the settings, and the errors of a certificate that cannot be used."""

from pathlib import Path

import pytest

from goat_kiosk.errors import KioskError
from goat_kiosk.settings.loading import load
from goat_kiosk.tls import select
from goat_kiosk.tls.authority import Authority
from goat_kiosk.tls.files import CertificateFiles


def test_settings_choose_no_certificate_a_self_signed_one_or_the_venues(tmp_path: Path) -> None:
    plain = {"data_dir": str(tmp_path)}
    assert select.select_certificate(load(plain, {}, [])) is None
    output = select.make_authority(load(plain, {}, []), replace=False)
    own = select.select_certificate(load(plain, {}, []))
    assert isinstance(own, Authority)
    assert own.fingerprint in output
    assert "on port 8443" in output
    both = {"certificate": str(tmp_path / "tls" / "kiosk.pem"), **plain}
    assert isinstance(select.select_certificate(load(both, {}, [])), CertificateFiles)


def test_an_authority_is_created_once_and_replaced_on_request(tmp_path: Path) -> None:
    settings = load({"data_dir": str(tmp_path)}, {}, [])
    first, existing, other = (
        select.make_authority(settings, replace=again).splitlines() for again in (False, False, True)
    )
    assert (first[0], existing[0]) == (
        "The authority is created. Its fingerprint:",
        "The authority exists already. Its fingerprint:",
    )
    assert first[1] == existing[1] != other[1]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"key": "x.pem"}, "--key is of no use without its --certificate"),
        ({"certificate": "nothing.pem"}, r"nothing\.pem, the certificate, cannot be read"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(KioskError, match=sentence):
        select.select_certificate(load(settings, {}, []))


@pytest.mark.parametrize("name", ["http://x", "a b", "x:80", "a/b", "x.", "[::1]", "é", "*"])
def test_an_invalid_host_name_is_refused(name: str) -> None:
    with pytest.raises(KioskError, match="is no name: give names as"):
        _ = load({"host_names": f"scores.example.org, {name}"}, {}, []).names


def test_names_and_addresses_are_split() -> None:
    settings = load({"host_names": " scores.example.org,10.0.0.9 ,, fe80::1"}, {}, [])
    assert settings.names == ["scores.example.org", "10.0.0.9", "fe80::1"]
