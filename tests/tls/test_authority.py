"""Certificate authority of a kiosk: what it signs and for how long, its constraints, its key's permissions."""

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


class Hall:
    """Where the kiosk is, and when; a test moves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.addresses = HERE
        authority.create(folder, "Patio", ["scores.example.org"], self.addresses, lambda: self.now)

    def open(self, *names: str) -> Authority:
        return Authority(self.folder, names, lambda: self.addresses, lambda: self.now)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def signed(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "tls" / "kiosk.pem").read_bytes())


def signed_for(folder: Path) -> set[str]:
    names = signed(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def test_the_kiosk_is_signed_for_by_its_names_and_addresses(hall: Hall) -> None:
    made = hall.open("scores.example.org", "10.0.0.1")
    assert {"localhost", "127.0.0.1", "::1", "scores.example.org", *HERE} <= signed_for(hall.folder)
    root = x509.load_pem_x509_certificate(made.authority or b"")
    signed(hall.folder).verify_directly_issued_by(root)
    assert made.fingerprint == root.fingerprint(SHA256()).hex(":").upper()
    assert b"PRIVATE" not in (made.authority or b"")


def test_keys_are_for_their_owner_alone_and_not_the_same(hall: Hall) -> None:
    hall.open()
    files = list((hall.folder / "tls").iterdir())
    assert {file.name for file in files} == {"authority.pem", "kiosk.pem"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((hall.folder / "tls").stat().st_mode) == 0o700
    one, other = (load_pem_private_key(file.read_bytes(), None).public_key() for file in files)
    assert one != other


def test_it_is_kept_while_it_serves_and_signed_anew_for_another_address_and_before_its_end(hall: Hall) -> None:
    made = hall.open()
    first = signed(hall.folder)
    hall.now += CERTIFICATE_VALID_FOR - RENEW_BEFORE - timedelta(days=1)
    assert not made.renew()
    assert not hall.open().renew()
    assert signed(hall.folder) == first
    hall.addresses = [*HERE, "10.1.2.3"]
    assert made.renew()
    made.load()
    assert "10.1.2.3" in signed_for(hall.folder)
    hall.addresses = []
    assert not made.renew(), "an address that is gone for a moment"
    hall.now += CERTIFICATE_VALID_FOR
    assert made.renew()
    assert signed(hall.folder).not_valid_after_utc == hall.now + CERTIFICATE_VALID_FOR
    hall.now -= 3 * CERTIFICATE_VALID_FOR
    assert made.renew(), "the clock was wrong when it was signed"


def test_it_signs_for_nobody_else(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever trusts the authority trusts it for this hall alone, and the authority says so itself."""
    root = x509.load_pem_x509_certificate(hall.open().authority or b"")
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = {str(one.value) for one in limits.value.permitted_subtrees or []}
    assert {"local", "localhost", "scores.example.org", "203.0.113.7/32", "192.168.0.0/16"} <= permitted
    hall.addresses = ["198.51.100.9"]
    with caplog.at_level("CRITICAL"):
        hall.open("bank.example")
    assert {"bank.example", "198.51.100.9"} & signed_for(hall.folder) == set()


def test_another_authority_signs_anew(hall: Hall) -> None:
    before = hall.open().fingerprint
    authority.create(hall.folder, "Patio", [], HERE, lambda: NOW)
    made = hall.open()
    assert made.fingerprint != before
    signed(hall.folder).verify_directly_issued_by(x509.load_pem_x509_certificate(made.authority or b""))


@pytest.mark.parametrize(
    "scribble", [b"", b"scribble", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_damaged_file_is_named(hall: Hall, scribble: bytes) -> None:
    (hall.folder / "tls" / "authority.pem").write_bytes(scribble)
    with pytest.raises(Unavailable, match=r"authority\.pem cannot be read: .*--again"):
        hall.open()


def test_the_venues_own_files_are_used_and_read_anew_when_they_change(hall: Hall, tmp_path: Path) -> None:
    hall.open()
    both = (hall.folder / "tls" / "kiosk.pem").read_bytes()
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
    key.write_bytes((hall.folder / "tls" / "authority.pem").read_bytes())
    with pytest.raises(Unavailable, match="A key must fit"):
        CertificateFiles(certificate, key)
