"""Rendering of pages: templates, static files, drawings, QR codes and the sentences on them. No pages themselves."""
