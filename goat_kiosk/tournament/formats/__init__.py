"""Formats that are paired round by round, pure: plain values in, pairings with their reasons out."""
