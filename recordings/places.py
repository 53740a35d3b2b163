"""Where the made-up beacons are, at sea: each as exactly as the finest step of a protocol."""

BISCAY = (46 + 39 / 60 + 20 / 3600, -(6 + 22 / 60 + 44 / 3600))
CORAL_SEA = (-(17 + 7 / 60 + 52 / 3600), 152 + 51 / 60 + 8 / 3600)
"""In steps of 4 seconds: location protocols with both fields."""

BISCAY_TO_4_MIN = (46 + 40 / 60, -(6 + 24 / 60))
CORAL_SEA_TO_4_MIN = (-(17 + 8 / 60), 152 + 52 / 60)
"""User-location protocols."""

BISCAY_TO_30_MIN = (46.5, -6.5)
CORAL_SEA_TO_30_MIN = (-17.0, 153.0)
"""The first field of RLS and ELT(DT) alone; in steps of 15 minutes too, of standard location."""
