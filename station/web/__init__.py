"""What a browser or another program sees of a station: a page, an HTTP API, a stream of events."""
