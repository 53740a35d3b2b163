"""A comment in a WAV file: the LIST chunk of type INFO, member ICMT.

Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", chapter 2.
"""

import struct

HEAD = struct.Struct("<4sI")


def with_comment(wav: bytes, comment: str) -> bytes:
    """That file with a comment behind its samples, of which there are whole words."""
    text = comment.encode() + b"\0"
    item = HEAD.pack(b"ICMT", len(text)) + text + b"\0" * (len(text) % 2)
    whole = wav + HEAD.pack(b"LIST", 4 + len(item)) + b"INFO" + item
    return HEAD.pack(b"RIFF", len(whole) - HEAD.size) + whole[HEAD.size :]
