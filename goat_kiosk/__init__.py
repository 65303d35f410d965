"""GOaT Kiosk: the scoreboard of a cornhole venue, from the scorekeeper's throw to every phone in the hall."""

__version__ = "0.1.0"
