"""Receivers that are not there: they play recordings or noise, and fail as real ones do."""
