"""Certificate authority of the kiosk, and the certificate that it signs for the kiosk itself.

No public authority signs for an address in a venue's network. So `goat-kiosk certificate` makes an authority that the
displays are set up to trust once, and the kiosk signs a new certificate whenever its addresses change. The authority
can sign only for private addresses and this kiosk's names (name constraints, RFC 5280 4.2.1.10): a thief of its key
cannot impersonate a bank to those displays.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from goat_kiosk.tls import pem
from goat_kiosk.tls.authority_files import AUTHORITY_FILE, FOLDER, KIOSK_FILE

"""In the data folder."""
AUTHORITY_VALID_FOR = timedelta(days=3650)
"""Ten years: a display should be set up only once."""
CERTIFICATE_VALID_FOR, RENEW_BEFORE = timedelta(days=180), timedelta(days=60)
"""Apple rejects more than 825 days. A kiosk that is switched on every four months always renews in time."""
_CLOCK_SKEW = timedelta(days=1)
"""How far a display's clock may be behind."""
_PRIVATE_NETWORKS = [
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
    *("fc00::/7", "fe80::/10", "::1/128"),
]
_PERMITTED_SUBTREES = [ip_network(network) for network in _PRIVATE_NETWORKS]

_log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


class Authority:
    """The kiosk's own authority, and the server certificate that it signs."""

    def __init__(
        self, folder: Path, names: Iterable[str], addresses: Callable[[], list[str]], clock: Clock = utc_now
    ) -> None:
        """`folder` is the data folder; `addresses` returns the kiosk's current addresses. Raises `Unavailable`."""
        self._file = folder / FOLDER / KIOSK_FILE
        self._key, self._certificate = pem.read(folder / FOLDER / AUTHORITY_FILE)
        self._names, self._addresses, self._clock = names_to_certify(names), addresses, clock
        self.authority: bytes | None = self._certificate.public_bytes(serialization.Encoding.PEM)
        self.fingerprint = self._certificate.fingerprint(hashes.SHA256()).hex(":").upper()
        """SHA-256, as displays show it."""
        self.context = pem.server_context()
        self.renew()
        self.load()

    def renew(self) -> bool:
        """Sign a new certificate if needed; return whether there is one to load. Raises `Unavailable`."""
        names = self._names_to_sign()
        if self._file.exists() and _is_usable(pem.read(self._file)[1], self._certificate, names, self._clock()):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self._certificate.subject
        signed = (
            _certificate_builder("GOaT Kiosk", issuer, key, self._clock(), CERTIFICATE_VALID_FOR)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )
        pem.write(self._file, key, signed)
        _log.info("https: signed for %s", ", ".join(str(name.value) for name in names))
        return True

    def load(self) -> None:
        """Use the newest certificate for new connections. Raises `Unavailable`."""
        pem.load_into(self.context, self._file)
        self.expires = pem.expiry(self._file)

    def _names_to_sign(self) -> list[x509.GeneralName]:
        """Return the names and addresses that the authority may sign for."""
        allowed = self._certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
        domains = {subtree.value for subtree in allowed or [] if isinstance(subtree, x509.DNSName)}
        networks = [ip_network(subtree.value) for subtree in allowed or [] if isinstance(subtree, x509.IPAddress)]
        names = [name for name in self._names if name in domains or name.rpartition(".")[2] in domains]
        if missing := set(self._names) - set(names):
            _log.warning(
                "https: the authority may not sign for the name %s; replace it with goat-kiosk certificate --again",
                ", ".join(sorted(missing)),
            )
        addresses = [ip_address(address) for address in ["127.0.0.1", "::1", *self._addresses()]]
        permitted = [address for address in addresses if any(address in network for network in networks)]
        return [*map(x509.DNSName, names), *map(x509.IPAddress, permitted)]


def names_to_certify(host_names: Iterable[str]) -> list[str]:
    """Return the names in the kiosk's certificate: the machine's own and `host_names`, without addresses."""
    machine = socket.gethostname().lower().partition(".")[0]
    return [*dict.fromkeys(["localhost", machine, f"{machine}.local", *filter(_is_name, host_names)])]


def create(folder: Path, kiosk: str, names: Iterable[str], addresses: Iterable[str], clock: Clock = utc_now) -> None:
    """Create an authority in the data folder `folder`, replacing an existing one. Raises `Unavailable`.

    `names` are the configured names of the kiosk, `addresses` its current addresses; a public one is permitted too.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"GOaT Kiosk {kiosk} {os.urandom(2).hex()}"[:64]  # the suffix distinguishes two authorities on a display
    public = [
        ip_network(address)
        for address in addresses
        if not any(ip_address(address) in network for network in _PERMITTED_SUBTREES)
    ]
    allowed = [
        *map(x509.DNSName, ["local", *names_to_certify(names)]),
        *map(x509.IPAddress, [*_PERMITTED_SUBTREES, *public]),
    ]
    certificate = (
        _certificate_builder(name, None, key, clock(), AUTHORITY_VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_KEY_USAGE, critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem.write(folder / FOLDER / AUTHORITY_FILE, key, certificate)
    (folder / FOLDER / KIOSK_FILE).unlink(missing_ok=True)


_CA_KEY_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _certificate_builder(
    name: str, issuer: x509.Name | None, key: ec.EllipticCurvePrivateKey, now: datetime, valid_for: timedelta
) -> x509.CertificateBuilder:
    """Return a builder with the fields common to all certificates; without `issuer` for a self-signed one."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + valid_for)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _is_usable(
    certificate: x509.Certificate, authority: x509.Certificate, names: list[x509.GeneralName], now: datetime
) -> bool:
    """Whether `certificate` was issued by `authority`, covers `names`, and does not expire soon."""
    signed_names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    is_valid = certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEW_BEFORE
    return is_valid and set(names) <= set(signed_names) and certificate.issuer == authority.subject


def _is_name(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return True
    return False
