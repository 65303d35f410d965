"""Theme of the window: colors, fonts, scale factor, and the drawing that all widgets share."""
