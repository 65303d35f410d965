"""Certificate selection: the settings' own, else the data folder's authority, else none and http alone."""

from pathlib import Path

from goat_kiosk.host import network
from goat_kiosk.settings.config import InvalidSetting, Settings
from goat_kiosk.tls import authority
from goat_kiosk.tls.authority import Authority
from goat_kiosk.tls.files import CertificateFiles


def select_certificate(settings: Settings) -> CertificateFiles | Authority | None:
    """Return the certificate to be shown. Raises `InvalidSetting` or `Unavailable`."""
    if settings.certificate:
        return CertificateFiles(
            Path(settings.certificate).expanduser(), Path(settings.key).expanduser() if settings.key else None
        )
    if settings.key:
        raise InvalidSetting("--key is of no use without its --certificate.")
    if authority.exists(settings.folder):
        return Authority(settings.folder, settings.names, network.local_addresses)
    return None


def make_authority(settings: Settings, *, replace: bool) -> str:
    """Make an authority for the kiosk of these settings, if there is none or `again`; return what to do now.

    Raises `InvalidSetting` or `Unavailable`.
    """
    is_kept = authority.exists(settings.folder) and not replace
    if not is_kept:
        authority.create(settings.folder, settings.kiosk_name, settings.names, network.local_addresses())
    signed = Authority(settings.folder, settings.names, network.local_addresses)
    return (
        f"{'The authority is here already' if is_kept else 'The authority is made'}. Its fingerprint:\n"
        f"  {signed.fingerprint}\n"
        f"Start the kiosk anew: it serves https as well, on port {settings.tls_port}. On each display of yours open\n"
        f"  {network.spectator_url(settings.host, settings.port)}/certificate\n"
        "compare the fingerprint, and do what it says there. Phones of guests need nothing."
    )
