"""The command `beacon406` and the daemon: the only package that knows the other three."""
