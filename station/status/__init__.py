"""`beacon406 status`: a running station, asked by its web server."""
