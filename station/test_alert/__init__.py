"""`beacon406 test-alert`: a test on the way that alerts take."""
