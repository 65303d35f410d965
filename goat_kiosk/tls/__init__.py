"""TLS certificates: the venue's own files, or certificates signed by the kiosk's own authority."""
