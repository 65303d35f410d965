"""Certificate check: how long is the certificate for https valid? The kiosk's own is renewed by itself."""

from datetime import UTC, datetime

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.running_kiosk import part_of, trouble_check
from goat_kiosk.errors import Unavailable
from goat_kiosk.health.parts import PartHealth, check_certificate
from goat_kiosk.settings.config import Settings, expand_user
from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.tls.authority_files import has_authority


def check(context: CheckContext) -> Check:
    """Judge the certificate of the running kiosk, or else that in the settings' file."""
    name = t("Certificate")
    try:
        part = part_of(context, "certificate") or _part_of_file(context.settings)
    except Unavailable as error:
        return Check(name, "wrong", translate_error(error))
    if (trouble := trouble_check(name, part)) is not None:
        return trouble
    if part is None or part.ends is None:
        if has_authority(context.settings.folder):
            return Check(name, "well", t("The kiosk makes its certificate for https when it starts."))
        return Check(name, "well", t("There is no https, and guests need none."))
    return Check(name, "well", t("The certificate for https is valid until {day}.", day=f"{part.ends:%Y-%m-%d}"))


def _part_of_file(settings: Settings) -> PartHealth | None:
    """Return the health of the certificate that the settings name; None without one. Raises `Unavailable`."""
    if not settings.certificate:
        return None
    from goat_kiosk.tls import pem  # noqa: PLC0415  its library is slow to load, and most kiosks have no https

    return check_certificate(pem.expiry(expand_user(settings.certificate)), datetime.now(UTC))
