"""Network address check: can a phone in the hall reach any address of this computer?"""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext, Verdict
from goat_kiosk.host import network
from goat_kiosk.text.i18n import t


def check(context: CheckContext) -> Check:
    """Return the address that spectators use, judged by its kind of network."""
    name, host = t("Address"), context.settings.host
    if context.settings.public_url:
        return Check(name, "well", t("Phones open {url}, the public address.", url=context.settings.public_url))
    networks = network.find_networks(host, context.port)
    if not networks and host not in network.ANY:
        summary = t("The kiosk serves {host} only, which is this computer itself.", host=host)
        return Check(
            name,
            "wrong",
            summary,
            t("Take out the setting host, so that phones can reach it; goat-kiosk config shows where it is."),
        )
    if not networks:
        action = t("Join the hall’s Wi-Fi, plug the cable in, or open this computer’s own hotspot.")
        return Check(name, "wrong", t("There is no network: no phone can follow."), action)
    likeliest, *others = networks
    summary = t("Phones open {url} ({network}).", url=likeliest.url, network=likeliest.name or likeliest.kind)
    if others:
        summary += " " + t(
            "Other networks: {names}.", names=", ".join(f"{network.name} {network.url}" for network in others)
        )
    verdict, action = _judge(likeliest)
    return Check(name, verdict, summary, action)


def _judge(likeliest: network.Network) -> tuple[Verdict, str]:
    match likeliest.kind:
        case "private":
            return "well", ""
        case "link-local":
            return "wrong", t("No router gave this address, so phones have none of that kind. Join the Wi-Fi again.")
        case "tunnel":
            return "wrong", t(
                "That is a VPN or a virtual network, where no phone is. Switch it off, or join the Wi-Fi."
            )
        case "public":
            return "notice", t("Anybody on the internet may reach this address. A network of the hall’s own is safer.")
