"""Input widgets that several pages use: buttons, combo boxes and small forms."""
