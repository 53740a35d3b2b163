"""What runs for months: samples to alerts, with an eye on itself."""
