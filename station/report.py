"""What goes to standard output for programs, and to standard error for people."""

import sys

import msgspec

from alerts.event import Event


def write_json(event: Event) -> None:
    """One line, written out at once: the reader may be waiting for it."""
    sys.stdout.buffer.write(msgspec.json.encode(event) + b"\n")
    sys.stdout.buffer.flush()


def complain(problem: Exception | str) -> None:
    """One line on standard error, after what standard output already holds."""
    sys.stdout.flush()
    print(f"beacon406: {problem}", file=sys.stderr)
