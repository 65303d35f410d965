"""Widgets that several pages use, and the theme, fonts and drawing that all of them share."""
