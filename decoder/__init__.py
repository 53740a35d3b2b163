"""Arrays in, detections out. Knows no I/O, no clock, no radio."""
