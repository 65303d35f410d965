"""Page of key bindings, sound, sides and language."""
