"""Which key does what, shown on every button, chosen on a page."""
