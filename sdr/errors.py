"""The one way in which a recording is refused."""


class RecordingError(ValueError):
    """A recording cannot be read, or not to its end; str() is one line, "FILE: reason: remedy"."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {reason}: {remedy}")
        self.file = file
        self.reason = reason
        self.remedy = remedy
