"""Synthetic bursts and scenes: arrays for tests and reference recordings, never for air."""
