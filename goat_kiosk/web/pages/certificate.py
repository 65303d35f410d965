"""HTTPS beside HTTP: renewal of the server's certificate, and the page where displays download the authority's.

Anybody may have the authority's certificate; its key cannot leak here, since the web server never has it.
"""

import asyncio
import logging
import ssl
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from aiohttp import hdrs, web

from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.web.pages.render.templates import page

RENEWAL_CHECK_S = 10.0
"""Seconds. A router rarely assigns another address, and a display takes longer than this to reconnect."""
AUTHORITY_PATH = "/certificate/goat-kiosk.crt"


_log = logging.getLogger(__name__)


class Certificates(Protocol):
    """The source of the server's certificate."""

    context: ssl.SSLContext
    """Used by new connections; `load` updates it."""
    authority: bytes | None
    """The authority's certificate as PEM, when the kiosk is its own authority."""
    expires: datetime
    """When the certificate in use expires."""
    fingerprint: str
    """The authority's, as displays show it; empty without one."""

    def renew(self) -> bool:
        """Renew the certificate if needed; return whether there is one to `load`. Raises `Unavailable`."""

    def load(self) -> None:
        """Use the newest certificate for new connections. Raises `Unavailable`."""


class CertificatePages:
    """The handlers of ``/certificate``; without HTTPS, `certificates` is None and `port` 0."""

    def __init__(self) -> None:
        self.certificates: Certificates | None = None
        self.port = 0
        self._next_check = 0.0

    def expiry(self) -> datetime | None:
        """Return when the HTTPS certificate expires; None without one."""
        return self.certificates.expires if self.certificates is not None else None

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/certificate", self.about), web.get(AUTHORITY_PATH, self.download)]

    async def about(self, request: web.Request) -> web.Response:
        """Return the page that explains how a display comes to trust this kiosk."""
        secure = f"https://{_without_port(request.host)}:{self.port}/"
        return page(
            "certificate.html", fingerprint=self._own_authority().fingerprint, secure=secure, download=AUTHORITY_PATH
        )

    async def download(self, _: web.Request) -> web.Response:
        """Return the authority's certificate, which a display has to trust."""
        headers = {hdrs.CACHE_CONTROL: "no-store", hdrs.CONTENT_DISPOSITION: 'attachment; filename="goat-kiosk.crt"'}
        body = self._own_authority().authority
        return web.Response(body=body, status=HTTPStatus.OK, headers=headers, content_type="application/x-x509-ca-cert")

    async def renew_if_due(self, now: float) -> None:
        """Renew the certificate when it is time. `now` is from the monotonic clock."""
        if self.certificates is None or now < self._next_check:
            return
        self._next_check = now + RENEWAL_CHECK_S
        try:
            if await asyncio.to_thread(self.certificates.renew):
                self.certificates.load()  # here and not in the other thread: connections are being made from it
        except (Unavailable, OSError) as error:  # as when no more files can be opened
            _log.warning("https goes on with the certificate it has: %s", error)

    def _own_authority(self) -> Certificates:
        if self.certificates is None or self.certificates.authority is None:
            raise NotFound("This kiosk has no authority of its own. Make one with “goat-kiosk certificate”.")
        return self.certificates


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
