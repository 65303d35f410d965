"""Files of a kiosk's certificate authority, apart from it: most kiosks have none, and its library is slow to load."""

from pathlib import Path

FOLDER = "tls"
AUTHORITY_FILE, KIOSK_FILE = "authority.pem", "kiosk.pem"


def has_authority(folder: Path) -> bool:
    """Whether the data folder `folder` holds an authority."""
    return (folder / FOLDER / AUTHORITY_FILE).exists()
