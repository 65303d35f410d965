"""Firewall check: do the rules of this computer let phones through, as far as they can be read without root?

Each common firewall is queried by its own command. Where none can be read, a phone on the test page gives the result.
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
from goat_kiosk.tls.authority_files import has_authority

_TIMEOUT_S = 5.0
"""For a command that reads rules."""
_UFW = Path("/etc/ufw/ufw.conf")

FirewallCheck = Check | None
"""None: this firewall is not in use here."""


def check(context: CheckContext) -> Check:
    """Query one firewall after the other, for each port; of the first one in use a closed port decides."""
    if sys.platform != "linux":
        return _unknown_check(t("This computer’s firewall was not looked at."))
    queries: tuple[Callable[[int], FirewallCheck], ...] = (_ufw, _firewalld, _nft, _iptables)
    ports = _ports(context)
    found = [[result for port in ports if (result := query(port)) is not None] for query in queries]
    in_use = [_worst(results) for results in found if results]
    conclusive = [result for result in in_use if result.verdict != "unknown"]
    if conclusive or in_use:
        return (conclusive or in_use)[0]
    return Check(t("Firewall"), "well", t("There is no firewall on this computer."))


def _ports(context: CheckContext) -> list[int]:
    """Return the ports that other devices use: that for https too, where there is a certificate."""
    has_https = context.settings.certificate or has_authority(context.settings.folder)
    return [context.port, *([context.settings.tls_port] if has_https else [])]


def _worst(results: list[Check]) -> Check:
    """Return the result of a closed port, if there is one."""
    return next((result for result in results if result.verdict == "wrong"), results[0])


def _ufw(port: int) -> FirewallCheck:
    output = _run("ufw", "status")
    if output is not None:
        return parse_ufw(output, port)
    try:
        enabled = "ENABLED=yes" in _UFW.read_text()
    except OSError:
        return None
    return _closed_port_check("sudo ufw allow {port}/tcp", port, "unknown") if enabled else None


def parse_ufw(status: str, port: int) -> FirewallCheck:
    """Return the result of what `ufw status` prints."""
    if "Status: active" not in status:
        return None
    allowed = re.search(rf"^{port}(/tcp)?\s+ALLOW", status, re.MULTILINE)
    return _open_port_check("ufw") if allowed else _closed_port_check("sudo ufw allow {port}/tcp", port)


def _firewalld(port: int) -> FirewallCheck:
    if _run("firewall-cmd", "--state") is None:
        return None
    output = _run("firewall-cmd", f"--query-port={port}/tcp")
    command = "sudo firewall-cmd --permanent --add-port={port}/tcp && sudo firewall-cmd --reload"
    return (
        _open_port_check("firewalld") if output is not None and "yes" in output else _closed_port_check(command, port)
    )


def _nft(port: int) -> FirewallCheck:
    if shutil.which("nft") is None:
        return None
    output = _run("nft", "-j", "list", "ruleset")
    if output is None:
        return _unknown_check(t("The firewall’s rules (nft) are for root only."))
    return parse_nft(output, port)


def parse_nft(ruleset: str, port: int) -> FirewallCheck:
    """Return the result of `nft -j list ruleset`: input chains that drop, and rules that accept the port."""
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


def _iptables(port: int) -> FirewallCheck:
    if shutil.which("iptables") is None:
        return None
    output = _run("iptables", "-S", "INPUT")
    if output is None:
        return _unknown_check(t("The firewall’s rules (iptables) are for root only."))
    return parse_iptables(output, port)


def parse_iptables(rules: str, port: int) -> FirewallCheck:
    """Return the result of what `iptables -S INPUT` prints."""
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
    summary = (
        t("The firewall does not let phones through.")
        if verdict == "wrong"
        else t("There is a firewall; whether it lets phones through is for root only to see.")
    )
    return Check(t("Firewall"), verdict, summary, t("Open the port: {command}", command=command.format(port=port)))


def _unknown_check(summary: str) -> Check:
    return Check(
        t("Firewall"), "unknown", summary, t("Open the test page on a phone: it tells whether one gets through.")
    )


def _run(*command: str) -> str | None:
    """Return what a command prints; None when it is not installed, fails or needs root."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        process = subprocess.run(  # noqa: S603  fixed arguments, and a number
            [program, *command[1:]], capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return process.stdout if process.returncode == 0 else None
