"""ACL rights that the kiosks' user of Redis needs, and the missing one in a refusal.

Redis names the command that a user may not run. A script that may not run one of its commands is refused with the
digest of its text and a line number instead (Redis 7.0), so the command is looked up there.
"""

import re
from typing import Literal, NamedTuple

from goat_kiosk.uplink.protocol import scripts

KEYS = "~game:* ~goat:*"
CHANNELS = "&game:*:events &tournament:*:events"
COMMANDS = "-@all +@read +@write +@pubsub +@scripting +@connection +time -@dangerous"
RULES = f"{KEYS} {CHANNELS} {COMMANDS}"
"""For `ACL SETUSER`, as in the documentation."""

_COMMAND = re.compile(r"permissions to run the '([^']+)' command")
_IN_SCRIPT = re.compile(r"can't run this command.*?script: ([0-9a-f]{40}), on @user_script:([0-9]+)")
_CALL = re.compile(r"redis\.p?call\('(\w+)'")


class MissingRight(NamedTuple):
    """What a user of Redis may not do, and the rule that allows it."""

    kind: Literal["command", "keys", "channels"]
    rule: str


def find_missing_right(refusal: str) -> MissingRight | None:
    """Return the right whose lack `refusal`, an error reply, reports; None for any other error."""
    if match := _COMMAND.search(refusal):
        return MissingRight("command", f"+{match[1].lower()}")
    if match := _IN_SCRIPT.search(refusal):
        return MissingRight("command", " ".join(f"+{command.lower()}" for command in _calls(match[1], int(match[2]))))
    if "permissions to access one of the channels" in refusal or "can't publish to the channel" in refusal:
        return MissingRight("channels", CHANNELS)
    if "permissions to access one of the keys" in refusal or "can't access at least one of the keys" in refusal:
        return MissingRight("keys", KEYS)
    return None


def _calls(sha: str, line: int) -> list[str]:
    """Return the commands in a line of the script with this digest; all of its commands if the line has none."""
    text = next((script.text for script in scripts.ALL_SCRIPTS if script.sha == sha), "")
    lines = text.splitlines()
    found = _CALL.findall(lines[line - 1]) if line <= len(lines) else []
    return sorted(set(found or _CALL.findall(text)))
