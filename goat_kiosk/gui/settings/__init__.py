"""Window settings: key bindings, shortcuts, preferences, and which team stands left."""
