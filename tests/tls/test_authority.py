"""Certificate authority of a kiosk: its certificates, their lifetime, its constraints, its key's permissions."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from goat_kiosk.errors import Unavailable
from goat_kiosk.tls import authority
from goat_kiosk.tls.authority import CERTIFICATE_VALID_FOR, RENEW_BEFORE, Authority
from goat_kiosk.tls.files import CertificateFiles

NOW = datetime(2026, 9, 21, 14, tzinfo=UTC)
HERE = ["192.168.1.20", "203.0.113.7"]


class Venue:
    """A kiosk's addresses and the time, which a test can change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.addresses = HERE
        authority.create(folder, "Patio", ["scores.example.org"], self.addresses, lambda: self.now)

    def open(self, *names: str) -> Authority:
        return Authority(self.folder, names, lambda: self.addresses, lambda: self.now)


@pytest.fixture
def venue(tmp_path: Path) -> Venue:
    return Venue(tmp_path)


def kiosk_certificate(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "tls" / "kiosk.pem").read_bytes())


def certified_names(folder: Path) -> set[str]:
    names = kiosk_certificate(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def test_the_certificate_has_the_kiosks_names_and_addresses(venue: Venue) -> None:
    certificates = venue.open("scores.example.org", "10.0.0.1")
    assert {"localhost", "127.0.0.1", "::1", "scores.example.org", *HERE} <= certified_names(venue.folder)
    root = x509.load_pem_x509_certificate(certificates.authority or b"")
    kiosk_certificate(venue.folder).verify_directly_issued_by(root)
    assert certificates.fingerprint == root.fingerprint(SHA256()).hex(":").upper()
    assert b"PRIVATE" not in (certificates.authority or b"")


def test_private_keys_are_readable_by_their_owner_only_and_differ(venue: Venue) -> None:
    venue.open()
    files = list((venue.folder / "tls").iterdir())
    assert {file.name for file in files} == {"authority.pem", "kiosk.pem"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((venue.folder / "tls").stat().st_mode) == 0o700
    one, other = (load_pem_private_key(file.read_bytes(), None).public_key() for file in files)
    assert one != other


def test_a_certificate_is_renewed_for_another_address_and_before_it_expires(venue: Venue) -> None:
    certificates = venue.open()
    first = kiosk_certificate(venue.folder)
    venue.now += CERTIFICATE_VALID_FOR - RENEW_BEFORE - timedelta(days=1)
    assert not certificates.renew()
    assert not venue.open().renew()
    assert kiosk_certificate(venue.folder) == first
    venue.addresses = [*HERE, "10.1.2.3"]
    assert certificates.renew()
    certificates.load()
    assert "10.1.2.3" in certified_names(venue.folder)
    venue.addresses = []
    assert not certificates.renew(), "an address that is gone for a moment"
    venue.now += CERTIFICATE_VALID_FOR
    assert certificates.renew()
    assert kiosk_certificate(venue.folder).not_valid_after_utc == venue.now + CERTIFICATE_VALID_FOR
    venue.now -= 3 * CERTIFICATE_VALID_FOR
    assert certificates.renew(), "the clock was wrong when it was signed"


def test_the_authority_is_constrained_to_the_kiosk(venue: Venue, caplog: pytest.LogCaptureFixture) -> None:
    """A display that trusts the authority trusts it only for this venue's names and addresses."""
    root = x509.load_pem_x509_certificate(venue.open().authority or b"")
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = {str(subtree.value) for subtree in limits.value.permitted_subtrees or []}
    assert {"local", "localhost", "scores.example.org", "203.0.113.7/32", "192.168.0.0/16"} <= permitted
    venue.addresses = ["198.51.100.9"]
    with caplog.at_level("CRITICAL"):
        venue.open("bank.example")
    assert {"bank.example", "198.51.100.9"} & certified_names(venue.folder) == set()


def test_a_new_authority_issues_a_new_certificate(venue: Venue) -> None:
    before = venue.open().fingerprint
    authority.create(venue.folder, "Patio", [], HERE, lambda: NOW)
    certificates = venue.open()
    assert certificates.fingerprint != before
    kiosk_certificate(venue.folder).verify_directly_issued_by(
        x509.load_pem_x509_certificate(certificates.authority or b"")
    )


@pytest.mark.parametrize(
    "scribble", [b"", b"scribble", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_damaged_file_is_named(venue: Venue, scribble: bytes) -> None:
    (venue.folder / "tls" / "authority.pem").write_bytes(scribble)
    with pytest.raises(Unavailable, match=r"authority\.pem cannot be read: .*--again"):
        venue.open()


def test_the_venues_own_certificate_is_used_and_reloaded_when_it_changes(venue: Venue, tmp_path: Path) -> None:
    venue.open()
    both = (venue.folder / "tls" / "kiosk.pem").read_bytes()
    cut = both.index(b"-----BEGIN CERTIFICATE")
    certificate, key = tmp_path / "own.crt", tmp_path / "own.key"
    certificate.write_bytes(both[cut:])
    key.write_bytes(both[:cut])
    files = CertificateFiles(certificate, key)
    assert isinstance(files.context, ssl.SSLContext)
    assert not files.renew()
    certificate.write_bytes(both[cut:] + b"\n")
    assert files.renew()
    files.load()
    key.unlink()
    with pytest.raises(Unavailable, match=r"own\.key, the certificate, cannot be read: No such file"):
        files.renew()
    key.write_bytes((venue.folder / "tls" / "authority.pem").read_bytes())
    with pytest.raises(Unavailable, match="A key must fit"):
        CertificateFiles(certificate, key)
