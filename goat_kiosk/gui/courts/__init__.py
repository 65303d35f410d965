"""Navigation rail on the left: our courts, the courts of other kiosks, and the menu."""
