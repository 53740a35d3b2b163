"""`beacon406 run`: the daemon's command line, and the station without a receiver."""
