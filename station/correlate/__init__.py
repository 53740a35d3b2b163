"""`beacon406 correlate`: one incident out of what many stations hear."""
