"""`beacon406 spectrum`: what an antenna hears, on a terminal."""
