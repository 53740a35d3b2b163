"""What all tests share."""

from hypothesis import settings

# A busy machine is no failure: how long an example takes is for the benchmarks.
settings.register_profile("beacon406", deadline=None)
settings.load_profile("beacon406")
