"""`beacon406 demo`: the whole at work, without a receiver."""
