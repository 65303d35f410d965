"""Tables of a stage, drawn: the same in the window and on the TV."""
