"""The metadata file of SigMF 1.2: the fields used here, under the standard's names.

Source: SigMF specification 1.2.6, "SigMF Metadata Format" (global, captures, annotations).
"""

from typing import Annotated

import msgspec

from sdr.errors import RecordingError
from sdr.sample_format import (
    DONGLE_UINT8,
    FLOAT32,
    FLOAT32_BE,
    INT8,
    INT16,
    INT16_BE,
    Encoding,
)

SIGMF_VERSION = "1.2.6"

DATATYPES: dict[str, Encoding] = {
    "cu8": DONGLE_UINT8,
    "ci8": INT8,
    "ci16_le": INT16,
    "ci16_be": INT16_BE,
    "cf32_le": FLOAT32,
    "cf32_be": FLOAT32_BE,
}

# Small enough that an index times a sample's size is a place that a file can have.
Index = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


def _core(name: str) -> str:
    return f"core:{name}"


class SigmfGlobal(msgspec.Struct, frozen=True, kw_only=True, rename=_core, omit_defaults=True):
    """What holds for the whole recording."""

    datatype: str
    version: str = ""
    sample_rate: float | None = None
    num_channels: int = 1
    offset: Index = 0
    trailing_bytes: Index = 0
    dataset: str | None = None
    metadata_only: bool = False
    sha512: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{128}$")] | None = None
    recorder: str | None = None
    description: str | None = None


class SigmfCapture(msgspec.Struct, frozen=True, kw_only=True, rename=_core, omit_defaults=True):
    """A contiguous run of samples."""

    sample_start: Index
    global_index: Index | None = None
    header_bytes: Index = 0
    frequency: float | None = None
    datetime: str | None = None


class SigmfAnnotation(msgspec.Struct, frozen=True, kw_only=True, rename=_core, omit_defaults=True):
    """Something of note in the recording; both frequency edges are given, or neither."""

    sample_start: Index
    sample_count: Index | None = None
    freq_lower_edge: float | None = None
    freq_upper_edge: float | None = None
    label: str | None = None
    comment: str | None = None
    generator: str | None = None


class SigmfMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """A whole .sigmf-meta file."""

    global_: SigmfGlobal = msgspec.field(name="global")
    captures: tuple[SigmfCapture, ...] = ()
    annotations: tuple[SigmfAnnotation, ...] = ()


def decode_metadata(text: bytes, name: str) -> SigmfMetadata:
    """The metadata, checked as far as reading the samples depends on it."""
    try:
        metadata = msgspec.json.decode(text, type=SigmfMetadata)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        remedy = "mend the metadata, or read the data file as bare samples"
        raise RecordingError(name, f"is no SigMF metadata ({error})", remedy) from None
    about = metadata.global_
    if about.datatype not in DATATYPES:
        remedy = f"convert the samples to one of {', '.join(DATATYPES)}"
        raise RecordingError(name, f"core:datatype is {about.datatype!r}", remedy)
    if about.num_channels != 1:
        remedy = "save each receiver's channel as a recording of its own"
        raise RecordingError(name, f"core:num_channels is {about.num_channels}", remedy)
    starts = [capture.sample_start for capture in metadata.captures]
    if starts != sorted(starts):
        remedy = "sort the captures by core:sample_start"
        raise RecordingError(name, "core:sample_start of a capture goes back", remedy)
    return metadata


def encode_metadata(metadata: SigmfMetadata) -> bytes:
    """The text of a .sigmf-meta file, indented for reading."""
    return msgspec.json.format(msgspec.json.encode(metadata), indent=2) + b"\n"
