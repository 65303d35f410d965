"""Checks of this computer before an evening: one module each, which returns a verdict and what to do."""
