"""`beacon406 simulate`: recordings of bursts in noise."""
