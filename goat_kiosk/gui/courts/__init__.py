"""The left rail: courts, the other kiosks' courts, and the menu."""
