"""TLS certificates: the venue's own, or those that the kiosk's own authority signs."""
