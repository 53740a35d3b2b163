"""`beacon406 replay`: recordings, as fast as they can be decoded."""
