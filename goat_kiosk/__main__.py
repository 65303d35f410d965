"""``python -m goat_kiosk`` is ``goat-kiosk``."""

from goat_kiosk.cli.entry import main

main()
