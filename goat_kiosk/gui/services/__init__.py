"""Window services: objects that the pages share, most of them without a widget."""
