"""Manual page generator: goat-kiosk(1) from the command line itself, so that it equals `--help`.

    packaging/man.py > build/goat-kiosk.1

The section FILES is written here. The format is man(7), which every man program reads.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import typer  # noqa: E402  the checkout must be on the path first

from goat_kiosk import __version__  # noqa: E402  the checkout must be on the path first
from goat_kiosk.cli.entry import cli  # noqa: E402
from goat_kiosk.settings.config import PREFIX  # noqa: E402

FILES = {
    "~/.local/share/goat-kiosk/": "The games, the keys of phones, and the window's preferences. "
    "`--data-dir` names another folder.",
    "/etc/goat-kiosk/config.toml, /etc/goat-kiosk/conf.d/*.toml": "Settings for every user, one per line: port = 8081.",
    "~/.config/goat-kiosk/config.toml": "Your own, which override them. "
    f"The environment ({PREFIX}PORT) and options override both.",
    "/usr/share/doc/goat-kiosk/examples/": "Every setting, autostart, and a session for a wall.",
}
EXIT_CODES = {
    "0": "It succeeded, or was stopped.",
    "1": "It failed; the sentence says why.",
    "2": "A setting is invalid.",
}


def main() -> None:
    """Print the page."""
    print("\n".join(page()))


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    group: Any = typer.main.get_command(cli)
    yield f'.TH GOAT-KIOSK 1 "" "GOaT Kiosk {__version__}"'
    yield from section("NAME", r"goat\-kiosk \- scoreboard of a cornhole venue")
    yield from section("SYNOPSIS", r".B goat\-kiosk", r"[\fIcommand\fR] [\fIoption\fR ...]")
    yield from section("DESCRIPTION", text(group.help), text("Without a command it runs as `run` does."))
    yield from section("COMMANDS")
    for name, command in group.commands.items():
        yield f'.SS "goat\\-kiosk {name}{usage_arguments(command)}"'
        yield text(command.help)
        for option in command.params:
            yield from entry(option_names(option), description(option))
    for title, entries in (("FILES", FILES), ("EXIT STATUS", EXIT_CODES)):
        yield from section(title)
        for name, meaning in entries.items():
            yield from entry(rf"\fB{text(name)}\fR", text(meaning))


def section(title: str, *lines: str) -> Iterator[str]:
    """Yield a section."""
    yield f".SH {title}"
    for number, line in enumerate(lines):
        if number and title == "DESCRIPTION":
            yield ".PP"
        yield line


def entry(name: str, meaning: str) -> Iterator[str]:
    """Yield one entry of a list: a term and its meaning."""
    yield from (".TP", name, meaning)


def usage_arguments(command: Any) -> str:
    """Return the positional arguments of a command, as its heading shows them."""
    return "".join(f" {option.name.upper()}" for option in command.params if not option.opts[0].startswith("-"))


def option_names(option: Any) -> str:
    """Return an option's names and whether it takes a value."""
    if not option.opts[0].startswith("-"):
        return rf"\fI{option.name.upper()}\fR"
    names = ", ".join(rf"\fB{text(name)}\fR" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else rf"{names} \fIvalue\fR"


def description(option: Any) -> str:
    """Return an option's help and default."""
    default = option.show_default if isinstance(option.show_default, str) else option.default
    default_text = "" if default is None or default is False else f" Default: {default}."
    return text(f"{option.help or 'A file.'}{default_text}")


def text(plain: str) -> str:
    """Escape plain text for man(7)."""
    return plain.replace("\\", r"\e").replace("-", r"\-").replace("“", r"\(lq").replace("”", r"\(rq").replace("`", "")


if __name__ == "__main__":
    main()
