"""What every page is made of: the look, and the widgets that more than one page shows."""
