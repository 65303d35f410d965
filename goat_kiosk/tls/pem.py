"""PEM file with a key and its certificate: one file, so that after a power cut they still match."""

import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from goat_kiosk.errors import Unavailable
from goat_kiosk.host import atomic_write
from goat_kiosk.host.atomic_write import OWNER_ONLY


def read(file: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return the key and the certificate in a file that `write` wrote. Raises `Unavailable`."""
    try:
        pem = file.read_bytes()
        key, certificate = serialization.load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError, TypeError) as error:
        raise Unavailable(
            "{file} cannot be read: {error}. Make it anew with goat-kiosk certificate --again.", file=file, error=error
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(
            "{file} holds another kind of key. Make it anew with goat-kiosk certificate --again.", file=file
        )
    return key, certificate


def write(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    """Save a key and its certificate, readable by this user alone. Raises `Unavailable`."""
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    content = key.private_bytes(encoding, form, serialization.NoEncryption()) + certificate.public_bytes(encoding)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic_write.write(file, content, OWNER_ONLY)
    except OSError as error:
        raise Unavailable("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error


def server_context() -> ssl.SSLContext:
    """Return the TLS context of a server, without a certificate yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # TLS 1.2 and newer
    context.set_alpn_protocols(["http/1.1"])
    return context


def expiry(certificate: Path) -> datetime:
    """Return when the first certificate in a file expires. Raises `Unavailable`."""
    try:
        return x509.load_pem_x509_certificates(certificate.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError) as error:
        raise Unavailable(
            "{file}, the certificate, cannot be read: {reason}.", file=certificate, reason=error
        ) from error


def load_into(context: ssl.SSLContext, certificate: Path, key: Path | None = None) -> None:
    """Load a certificate into `context`; without `key`, the key is in the same file. Raises `Unavailable`."""
    try:
        context.load_cert_chain(certificate, key, lambda: "")  # a key with a password would ask the terminal for it
    except (OSError, ValueError) as error:
        files = f"{certificate} with {key}" if key else str(certificate)
        raise Unavailable(
            "{files} cannot be used for https: {error}. A key must fit and have no password.", files=files, error=error
        ) from error
