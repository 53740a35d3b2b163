"""Where samples come from, and where evidence goes. Knows no beacon."""
