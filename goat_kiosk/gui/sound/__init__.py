"""What the desk hears of each bag."""
