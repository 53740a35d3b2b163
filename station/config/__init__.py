"""What a station is told in its file, and `beacon406 config`."""
