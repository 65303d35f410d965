"""Serving commands: `run`, `serve`, `relay` and `demo` start a server, and `certificate` makes its certificate."""

import tempfile
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import typer

from goat_kiosk.app import demo, entry
from goat_kiosk.cli.options import (
    AllowOrigin,
    ApproveJoins,
    BackupDir,
    Certificate,
    DataDir,
    Host,
    HostNames,
    IoUring,
    KeyFile,
    KioskName,
    LogLevelOption,
    MaxStreams,
    Port,
    PublicUrl,
    Redis,
    RedisPasswordFile,
    ScorerKeyFile,
    TextDir,
    TlsPort,
    Updates,
    join_values,
    load_settings,
    load_settings_in_force,
    parse_seconds,
    require_data_folder,
)
from goat_kiosk.errors import KioskError
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.settings.config import Settings
from goat_kiosk.tls import select

DEMO_NAME = "Demo"
"""The kiosk's name in the demo, unless one is given."""


def _start_command(start: Callable[[Settings], int]) -> Callable[..., None]:
    """Return the command that starts the kiosk by `start`: `run` and `serve` take the same options."""

    def command(
        host: Host = None,
        port: Port = None,
        data_dir: DataDir = None,
        kiosk_name: KioskName = None,
        max_streams: MaxStreams = None,
        approve_joins: ApproveJoins = None,
        text_dir: TextDir = None,
        backup_dir: BackupDir = None,
        redis: Redis = None,
        host_names: HostNames = None,
        allow_origin: AllowOrigin = None,
        tls_port: TlsPort = None,
        certificate: Certificate = None,
        key: KeyFile = None,
        public_url: PublicUrl = None,
        scorer_key_file: ScorerKeyFile = None,
        redis_password_file: RedisPasswordFile = None,
        updates: Updates = None,
        io_uring: IoUring = None,
        log_level: LogLevelOption = None,
    ) -> None:
        options: dict[str, Any] = {"host": host, "port": port, "data_dir": data_dir, "kiosk_name": kiosk_name}
        options |= {"backup_dir": backup_dir, "io_uring": io_uring}
        options |= {"max_streams": max_streams, "approve_joins": approve_joins, "text_dir": text_dir}
        options |= {"redis": redis, "updates": updates, "log_level": log_level, "host_names": host_names}
        options |= {"tls_port": tls_port, "certificate": certificate, "key": key, "public_url": public_url}
        options |= {"scorer_key_file": scorer_key_file, "redis_password_file": redis_password_file}
        options |= {"allow_origin": join_values(allow_origin)}
        try:
            settings = load_settings(**options)
        except KioskError as error:
            if start is entry.run:
                entry.show_start_failure(error)
            raise
        raise typer.Exit(start(settings))

    return command


run = _start_command(entry.run)
serve = _start_command(entry.serve)


def relay(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    max_streams: MaxStreams = None,
    redis: Redis = None,
    host_names: HostNames = None,
    allow_origin: AllowOrigin = None,
    tls_port: TlsPort = None,
    certificate: Certificate = None,
    key: KeyFile = None,
    public_url: PublicUrl = None,
    redis_password_file: RedisPasswordFile = None,
    io_uring: IoUring = None,
    log_level: LogLevelOption = None,
) -> None:
    """Serve the courts of all kiosks at one Redis, with no window and no games of its own; run any number of them."""
    options = {"host": host, "port": port, "kiosk_name": kiosk_name, "redis": redis, "host_names": host_names}
    options |= {"tls_port": tls_port, "certificate": certificate, "key": key, "allow_origin": join_values(allow_origin)}
    options |= {"public_url": public_url, "redis_password_file": redis_password_file}
    settings = load_settings(**options, max_streams=max_streams, io_uring=io_uring, log_level=log_level)
    raise typer.Exit(entry.relay(settings))


def play_demo(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    log_level: LogLevelOption = None,
    pace: Annotated[str, typer.Option(help="Seconds between bags.")] = "1.5",
) -> None:
    """Play real games by themselves, in a folder that is deleted afterwards."""
    seconds = parse_seconds("--pace", pace, least=0.01)
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-demo-") as folder:
        options = {"host": host, "port": port, "data_dir": folder, "log_level": log_level}
        settings = load_settings(**options, kiosk_name=kiosk_name or DEMO_NAME)
        # Demo games are not real: the venue's other kiosks and its streaming software must not show them.
        demo_settings = msgspec.structs.replace(settings, redis=None, text_dir="", approve_joins=False)
        raise typer.Exit(entry.run(demo_settings, lambda scorekeeper: demo.play_forever(scorekeeper, seconds)))


def make_certificate(
    data_dir: DataDir = None,
    kiosk_name: KioskName = None,
    host_names: HostNames = None,
    again: Annotated[bool, typer.Option(help="Replace it; every display must be set up to trust the new one.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Make a certificate authority that your own displays can trust, so that the kiosk can serve https."""
    settings, _ = load_settings_in_force(data_dir=data_dir, kiosk_name=kiosk_name, host_names=host_names)
    require_data_folder(settings, is_explicit=data_dir is not None)
    make_folder(settings.folder)
    typer.echo(select.make_authority(settings, replace=again))
