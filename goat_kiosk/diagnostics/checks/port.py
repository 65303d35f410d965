"""Port check: is the port free, or does a kiosk serve on it?"""

import errno
import json
import socket
from http.client import HTTPConnection, HTTPException
from typing import Any

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.host import network
from goat_kiosk.text.i18n import t

_TIMEOUT_S = 2.0
"""For a response from this computer itself."""
_UNPRIVILEGED = 1024
"""Lower ports need root."""


def check(context: CheckContext) -> Check:
    """Try to bind the port; if it is taken, ask whether a kiosk has it."""
    name, port, host = t("Port"), context.port, context.settings.host
    try:
        _bind(host, port)
    except PermissionError:
        summary = t("Port {port} is not for programs of users.", port=port)
        return Check(
            name, "wrong", summary, t("Start with --port 8080, or another one above {least}.", least=_UNPRIVILEGED)
        )
    except OSError as error:
        return _taken_port_check(name, host, port, error)
    return Check(name, "well", t("Port {port} is free.", port=port))


def _taken_port_check(name: str, host: str, port: int, error: OSError) -> Check:
    if error.errno == errno.EADDRNOTAVAIL:
        summary = t("{host} is no address of this computer.", host=host)
        return Check(name, "wrong", summary, t("Correct --host, or take it out."))
    if is_kiosk(local_host(host), port):
        return Check(name, "well", t("GOaT Kiosk serves on port {port}.", port=port))
    action = t("Stop the other program, or start with --port {other}.", other=port + 1)
    return Check(name, "wrong", t("Another program has port {port}.", port=port), action)


def local_host(host: str) -> str:
    """Return the address at which this computer reaches a server bound to `host`."""
    return "127.0.0.1" if host in network.ANY else host


def is_kiosk(host: str, port: int) -> bool:
    """Return whether a kiosk answers at `host` and `port`."""
    return fetch_health(host, port) is not None


def fetch_health(host: str, port: int) -> dict[str, Any] | None:
    """Return `/healthz` of the kiosk at `host` and `port`; None when no kiosk answers."""
    connection = HTTPConnection(host, port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        status = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError, RecursionError):
        return None
    finally:
        connection.close()
    return status if isinstance(status, dict) and {"status", "log", "subscribers"} <= status.keys() else None


def _bind(host: str, port: int) -> None:
    """Bind the port for a moment. Raises `OSError` when that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: connections in TIME_WAIT must not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
