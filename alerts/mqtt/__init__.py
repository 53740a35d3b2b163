"""One connection to one broker, and whose broker it is."""
