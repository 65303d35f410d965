"""Live data for every screen: event streams, the games of this kiosk and of its peers, the displays."""
