"""`beacon406 watch`: open incidents on a terminal."""
