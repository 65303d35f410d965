"""Does a firewall on this computer let phones through? As far as its rules can be read without being root.

Each of the usual ones is asked in its own words. What none can tell, a phone that opens the test page can.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.text.i18n import t

_PATIENCE = 5.0
"""Seconds for a command that reads rules."""
_UFW = Path("/etc/ufw/ufw.conf")

FirewallAnswer = Check | None
"""None: this firewall is not the one in use here."""


def check(patient: CheckContext) -> Check:
    """Ask one firewall after the other; the first that is in use has the word."""
    port = patient.port
    if sys.platform != "linux":
        return _unknown_check(t("This computer’s firewall was not looked at."))
    askers: tuple[Callable[[int], FirewallAnswer], ...] = (_ufw, _firewalld, _nft, _iptables)
    answers = [answer for ask in askers if (answer := ask(port)) is not None]
    known = [answer for answer in answers if answer.verdict != "unknown"]
    if known or answers:
        return (known or answers)[0]
    return Check(t("Firewall"), "well", t("There is no firewall on this computer."))


def _ufw(port: int) -> FirewallAnswer:
    told = _hint("ufw", "status")
    if told is not None:
        return ufw(told, port)
    try:
        enabled = "ENABLED=yes" in _UFW.read_text()
    except OSError:
        return None
    return _closed_port_check("sudo ufw allow {port}/tcp", port, "unknown") if enabled else None


def ufw(status: str, port: int) -> FirewallAnswer:
    """Judge what `ufw status` says."""
    if "Status: active" not in status:
        return None
    allowed = re.search(rf"^{port}(/tcp)?\s+ALLOW", status, re.MULTILINE)
    return _open_port_check("ufw") if allowed else _closed_port_check("sudo ufw allow {port}/tcp", port)


def _firewalld(port: int) -> FirewallAnswer:
    if _hint("firewall-cmd", "--state") is None:
        return None
    told = _hint("firewall-cmd", f"--query-port={port}/tcp")
    command = "sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"
    return _open_port_check("firewalld") if told is not None and "yes" in told else _closed_port_check(command, port)


def _nft(port: int) -> FirewallAnswer:
    if shutil.which("nft") is None:
        return None
    told = _hint("nft", "-j", "list", "ruleset")
    return nft(told, port) if told is not None else _unknown_check(t("The firewall’s rules (nft) are for root only."))


def nft(ruleset: str, port: int) -> FirewallAnswer:
    """Judge what `nft -j list ruleset` says: chains that drop what comes in, and rules that name the port."""
    entries = json.loads(ruleset).get("nftables", [])
    chains = [entry["chain"] for entry in entries if "chain" in entry]
    if not any(chain.get("hook") == "input" and chain.get("policy") == "drop" for chain in chains):
        return None
    rules = [json.dumps(entry["rule"].get("expr", [])) for entry in entries if "rule" in entry]
    allowed = any('"accept"' in rule and '"dport"' in rule and re.search(rf"\b{port}\b", rule) for rule in rules)
    return (
        _open_port_check("nft")
        if allowed
        else _closed_port_check("sudo nft add rule inet filter input tcp dport {port} accept", port)
    )


def _iptables(port: int) -> FirewallAnswer:
    if shutil.which("iptables") is None:
        return None
    told = _hint("iptables", "-S", "INPUT")
    return (
        iptables(told, port)
        if told is not None
        else _unknown_check(t("The firewall’s rules (iptables) are for root only."))
    )


def iptables(rules: str, port: int) -> FirewallAnswer:
    """Judge what `iptables -S INPUT` says."""
    if not re.search(r"^-P INPUT DROP|-j (DROP|REJECT)", rules, re.MULTILINE):
        return None
    allowed = re.search(rf"--dports? (\S*\b)?{port}\b.*-j ACCEPT", rules)
    return (
        _open_port_check("iptables")
        if allowed
        else _closed_port_check("sudo iptables -I INPUT -p tcp --dport {port} -j ACCEPT", port)
    )


def _open_port_check(firewall: str) -> Check:
    return Check(t("Firewall"), "well", t("The firewall ({firewall}) lets phones through.", firewall=firewall))


def _closed_port_check(command: str, port: int, verdict: Literal["wrong", "unknown"] = "wrong") -> Check:
    says = (
        t("The firewall does not let phones through.")
        if verdict == "wrong"
        else t("There is a firewall; whether it lets phones through is for root only to see.")
    )
    return Check(t("Firewall"), verdict, says, t("Open the port: {command}", command=command.format(port=port)))


def _unknown_check(says: str) -> Check:
    return Check(t("Firewall"), "unknown", says, t("Open the test page on a phone: it tells whether one gets through."))


def _hint(*command: str) -> str | None:
    """Return what a command prints; None where there is none, or it may not tell."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  fixed words, and a number
            [program, *command[1:]], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
