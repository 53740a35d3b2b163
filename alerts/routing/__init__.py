"""Which partner gets a copy of what: by country, region and class."""
