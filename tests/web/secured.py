"""Real kiosk with https and its own certificate authority."""

import ssl
from pathlib import Path

from goat_kiosk.tls import authority
from goat_kiosk.tls.authority import Authority
from tests.web.kiosk import Kiosk


class SecureKiosk:
    """A kiosk with https, and the TLS context of a display that trusts it."""

    def __init__(self, kiosk: Kiosk, folder: Path) -> None:
        self.kiosk = kiosk
        self.addresses = ["192.168.1.20"]
        authority.create(folder, "Patio", [], self.addresses)
        self.certificates = Authority(folder, [], lambda: self.addresses)
        self.port = kiosk.server.start_secure("127.0.0.1", 0, self.certificates)
        self.url = f"https://127.0.0.1:{self.port}"
        self.client_context = ssl.create_default_context(cadata=(self.certificates.authority or b"").decode())
