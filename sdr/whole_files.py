"""Files that appear under their names only when they are whole and on the disk."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from sdr.errors import RecordingError


@contextmanager
def whole_files(*paths: Path, overwrite: bool) -> Iterator[tuple[BinaryIO, ...]]:
    """Open files to be written together; they get their names, in order, at the end of the block.

    An exception inside the block, or a full disk, leaves neither them nor their temporary selves.
    """
    temporaries = [path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in paths]
    try:
        if not overwrite and any(path.exists() for path in paths):
            remedy = "choose another name, or allow overwriting"
            raise RecordingError(str(paths[-1]), "exists", remedy)
        with ExitStack() as stack:
            files = tuple(stack.enter_context(path.open("wb")) for path in temporaries)
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for temporary, path in zip(temporaries, paths, strict=True):
            temporary.replace(path)
    except OSError as error:
        remedy = "check that the folder exists, may be written to, and has room"
        reason = f"cannot be written ({error.strerror})"
        raise RecordingError(str(paths[0]), reason, remedy) from None
    finally:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True)
