"""Detections in, alerts out. Knows no samples."""
