"""Page of key bindings: which key does what."""
