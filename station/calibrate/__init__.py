"""`beacon406 calibrate`: by how much a receiver's crystal is off."""
