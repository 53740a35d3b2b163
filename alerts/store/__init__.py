"""What the station remembers: bursts, incidents, alerts, and what is still to be sent."""
