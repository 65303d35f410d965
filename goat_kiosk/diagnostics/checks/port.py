"""Is the port free, or is it this kiosk that has it?"""

import errno
import json
import socket
from http.client import HTTPConnection, HTTPException
from typing import Any

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.host import network
from goat_kiosk.text.i18n import t

_PATIENCE = 2.0
"""Seconds for an answer from this computer itself."""
_UNPRIVILEGED = 1024
"""Ports below belong to the system's own services."""


def check(patient: CheckContext) -> Check:
    """Try to take the port; if somebody has it, ask whether that is a kiosk."""
    name, port, host = t("Port"), patient.port, patient.settings.host
    try:
        _take(host, port)
    except PermissionError:
        says = t("Port {port} is not for programs of users.", port=port)
        return Check(
            name, "wrong", says, t("Start with --port 8080, or another one above {least}.", least=_UNPRIVILEGED)
        )
    except OSError as error:
        return _taken_port_check(name, host, port, error)
    return Check(name, "well", t("Port {port} is free.", port=port))


def _taken_port_check(name: str, host: str, port: int, error: OSError) -> Check:
    if error.errno == errno.EADDRNOTAVAIL:
        says = t("{host} is no address of this computer.", host=host)
        return Check(name, "wrong", says, t("Correct --host, or take it out."))
    if is_kiosk(local(host), port):
        return Check(name, "well", t("GOaT Kiosk serves on port {port}.", port=port))
    todo = t("Stop the other program, or start with --port {other}.", other=port + 1)
    return Check(name, "wrong", t("Another program has port {port}.", port=port), todo)


def local(host: str) -> str:
    """Return the address by which this computer itself reaches a server bound to `host`."""
    return "127.0.0.1" if host in network.ANY else host


def is_kiosk(host: str, port: int) -> bool:
    """Whether a kiosk answers at `host` and `port`."""
    return health(host, port) is not None


def health(host: str, port: int) -> dict[str, Any] | None:
    """Return what the kiosk at `host` and `port` says of itself; None where none answers."""
    connection = HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        told = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError, RecursionError):
        return None
    finally:
        connection.close()
    return told if isinstance(told, dict) and {"status", "log", "subscribers"} <= told.keys() else None


def _take(host: str, port: int) -> None:
    """Raises `OSError` when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: connections that have just ended are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
