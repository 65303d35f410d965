"""https beside http: the certificate that connections are shown, and the page from which displays fetch the authority.

The authority's certificate is for everybody; that its key is never here is certain, since the web is not given it.
"""

import asyncio
import logging
import ssl
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from aiohttp import hdrs, web

from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.web.pages.rendering import page

RENEWAL_CHECK_S = 10.0
"""Seconds. A router gives another address seldom, and a display that comes back needs longer than this."""
AUTHORITY = "/certificate/goat-kiosk.crt"


_log = logging.getLogger(__name__)


class Certificates(Protocol):
    """Where a certificate comes from."""

    context: ssl.SSLContext
    """What connections are shown; `load` changes what it holds."""
    authority: bytes | None
    """The authority's certificate as PEM, when the kiosk is its own."""
    expires: datetime
    """When the certificate in use expires."""
    fingerprint: str
    """That of the authority, as displays show it; else nothing."""

    def renew(self) -> bool:
        """See whether another certificate is needed, and whether there is one to `load`. Raises `Unavailable`."""

    def load(self) -> None:
        """Show the newest certificate to connections from now on. Raises `Unavailable`."""


class CertificatePages:
    """What the server knows of https; None and 0 while there is none."""

    def __init__(self) -> None:
        self.certificates: Certificates | None = None
        self.port = 0
        self._next_look = 0.0

    def ends(self) -> datetime | None:
        """Return when the certificate for https ends; None without one."""
        return self.certificates.expires if self.certificates is not None else None

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/certificate", self.about), web.get(AUTHORITY, self.download)]

    async def about(self, request: web.Request) -> web.Response:
        """Say how a display comes to trust this kiosk."""
        secure = f"https://{_without_port(request.host)}:{self.port}/"
        return page("certificate.html", fingerprint=self._own().fingerprint, secure=secure, download=AUTHORITY)

    async def download(self, _: web.Request) -> web.Response:
        """Return the authority's certificate: what a display is told to trust."""
        headers = {hdrs.CACHE_CONTROL: "no-store", hdrs.CONTENT_DISPOSITION: 'attachment; filename="goat-kiosk.crt"'}
        body = self._own().authority
        return web.Response(body=body, status=HTTPStatus.OK, headers=headers, content_type="application/x-x509-ca-cert")

    async def renew_if_due(self, now: float) -> None:
        """Renew the certificate when it is time. `now` is by the monotonic clock."""
        if self.certificates is None or now < self._next_look:
            return
        self._next_look = now + RENEWAL_CHECK_S
        try:
            if await asyncio.to_thread(self.certificates.renew):
                self.certificates.load()  # here and not in the other thread: connections are being made from it
        except (Unavailable, OSError) as error:  # as when no more files can be opened
            _log.warning("https goes on with the certificate it has: %s", error)

    def _own(self) -> Certificates:
        if self.certificates is None or self.certificates.authority is None:
            raise NotFound("This kiosk has no authority of its own. Make one with “goat-kiosk certificate”.")
        return self.certificates


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
