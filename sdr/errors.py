"""The one way in which a recording is refused."""


class RecordingError(ValueError):
    """A recording cannot be read, or not to its end; str() is one line, "FILE: reason: remedy"."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(printable(f"{file}: {reason}: {remedy}"))
        self.file = file
        self.reason = reason
        self.remedy = remedy


def printable(text: str) -> str:
    """The text with escapes for line ends and all else that moves or colours what is printed.

    File names and metadata may hold anything; bytes that are no UTF-8 are lone surrogates in them.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
