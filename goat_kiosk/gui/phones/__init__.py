"""Pairing panel for phones that keep score."""
