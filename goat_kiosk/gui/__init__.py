"""Qt window of the scorekeeper: one widget a file, with the same design tokens as the web pages.

Widgets show a `Game` and emit signals that carry events; only `recorder` passes events to the `Scorekeeper`, and only
`main_window` knows every part. Nothing is modal: a question or an error is a line in the window, so the next bag can
always be entered.
"""
