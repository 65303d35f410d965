"""The scorekeeper's window: one widget a file, drawn from the same tokens as the phones.

Widgets show a `Game` and say what the scorekeeper wants by a signal that carries an event; only `recorder` hands
events to the `Scorekeeper`, and only `main_window` knows every part. Nothing here is modal: a question or an error
is a line in the window, so the next bag can always be keyed.
"""
