"""Certificate selection: the settings' own, else the data folder's authority, else none and http alone.

The library for certificates is loaded only where there is one: it is a twentieth of a start.
"""

from functools import partial
from typing import TYPE_CHECKING

from goat_kiosk.host import network
from goat_kiosk.settings.config import InvalidSetting, Settings, expand_user
from goat_kiosk.tls.authority_files import has_authority

if TYPE_CHECKING:
    from goat_kiosk.tls.authority import Authority
    from goat_kiosk.tls.files import CertificateFiles


def select_certificate(settings: Settings) -> "CertificateFiles | Authority | None":
    """Return the source of the server's certificate; None without https. Raises `InvalidSetting` or `Unavailable`."""
    if settings.certificate:
        from goat_kiosk.tls.files import CertificateFiles  # noqa: PLC0415  see above

        return CertificateFiles(expand_user(settings.certificate), expand_user(settings.key) if settings.key else None)
    if settings.key:
        raise InvalidSetting("--key is of no use without its --certificate.")
    if has_authority(settings.folder):
        from goat_kiosk.tls.authority import Authority  # noqa: PLC0415  see above

        return Authority(settings.folder, settings.names, partial(network.local_addresses, settings.host))
    return None


def make_authority(settings: Settings, *, replace: bool) -> str:
    """Create an authority for the kiosk, if there is none or with `replace`; return the next steps for the user.

    Raises `InvalidSetting` or `Unavailable`.
    """
    from goat_kiosk.tls.authority import Authority, create  # noqa: PLC0415  see above

    already_exists = has_authority(settings.folder) and not replace
    if not already_exists:
        create(settings.folder, settings.kiosk_name, settings.names, network.local_addresses(settings.host))
    signed = Authority(settings.folder, settings.names, partial(network.local_addresses, settings.host))
    return (
        f"{'The authority exists already' if already_exists else 'The authority is created'}. Its fingerprint:\n"
        f"  {signed.fingerprint}\n"
        f"Restart the kiosk: it now serves https too, on port {settings.tls_port}. On each of your displays open\n"
        f"  {network.spectator_url(settings.host, settings.port)}/certificate\n"
        "compare the fingerprint, and follow the steps there. Guests' phones need no setup."
    )
