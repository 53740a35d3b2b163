"""Reference recordings with their expected decodes, and what makes them."""
