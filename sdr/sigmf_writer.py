"""Writing a SigMF recording: a pair of files that appear under their names only when whole.

Source: SigMF specification 1.2.6. Checked with the validator and the reader of the sigmf package.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from sdr.block import SampleBlock, SignalKind
from sdr.errors import RecordingError
from sdr.sample_format import Encoding, bytes_from_components
from sdr.sigmf import DATA_SUFFIX, META_SUFFIX
from sdr.sigmf_metadata import (
    DATATYPES,
    SIGMF_VERSION,
    SigmfAnnotation,
    SigmfCapture,
    SigmfGlobal,
    SigmfMetadata,
    encode_metadata,
)
from sdr.whole_files import whole_files

RECORDER = "beacon406"


def write_sigmf(
    meta_path: str | Path,
    samples: NDArray[np.complex64] | Iterable[SampleBlock],
    *,
    datatype: str,
    rate_hz: float,
    center_hz: float | None,
    start_utc_s: float | None,
    annotations: Sequence[SigmfAnnotation] = (),
    description: str | None = None,
    overwrite: bool = False,
) -> None:
    """Write meta_path (which ends in .sigmf-meta) and its data file.

    samples       an array, or blocks: each gap or new centre among them starts a new capture
    datatype      a key of DATATYPES; integers are clipped at full scale 1.0
    center_hz     of an array, and of blocks that do not know theirs
    start_utc_s   of the first sample; later captures count on from it
    """
    meta = Path(meta_path)
    if meta.suffix != META_SUFFIX:
        raise RecordingError(str(meta), "is no name for metadata", f"let it end in {META_SUFFIX}")
    if datatype not in DATATYPES:
        remedy = f"choose one of {', '.join(DATATYPES)}"
        raise RecordingError(str(meta), f"cannot be written as {datatype!r}", remedy)
    if isinstance(samples, np.ndarray):
        samples = [SampleBlock(samples=samples, rate_hz=rate_hz, center_hz=None, time_s=0.0)]
    about = SigmfGlobal(
        datatype=datatype,
        version=SIGMF_VERSION,
        sample_rate=rate_hz,
        recorder=RECORDER,
        description=description,
    )
    with whole_files(meta.with_suffix(DATA_SUFFIX), meta, overwrite=overwrite) as files:
        data_file, meta_file = files
        data = _DataWriter(data_file, DATATYPES[datatype], rate_hz, center_hz, start_utc_s)
        for block in samples:
            if block.kind is not SignalKind.IQ:
                remedy = "keep the WAV file; read again, it would be taken for IQ"
                raise RecordingError(str(meta), "was to hold IQ, and got FM audio", remedy)
            if block.rate_hz != rate_hz:
                reason = (
                    f"was to hold {rate_hz:.12g} samples per second, and got {block.rate_hz:.12g}"
                )
                raise RecordingError(str(meta), reason, "write one recording for each rate")
            data.write(block)
        metadata = SigmfMetadata(
            global_=msgspec.structs.replace(about, sha512=data.sha512.hexdigest()),
            captures=tuple(data.captures),
            annotations=tuple(sorted(annotations, key=lambda annotation: annotation.sample_start)),
        )
        meta_file.write(encode_metadata(metadata))


class _DataWriter:
    """The data file as it grows, with its checksum and the captures that the metadata will list."""

    def __init__(
        self,
        file: BinaryIO,
        encoding: Encoding,
        rate_hz: float,
        center_hz: float | None,
        start_utc_s: float | None,
    ) -> None:
        self.sha512 = hashlib.sha512()
        self.captures: list[SigmfCapture] = []
        self._file = file
        self._encoding = encoding
        self._rate_hz = rate_hz
        self._center_hz = center_hz
        self._start_utc_s = start_utc_s
        self._start_time_s: float | None = None
        self._samples = 0

    def write(self, block: SampleBlock) -> None:
        center_hz = self._center_hz if block.center_hz is None else block.center_hz
        if not self.captures or block.gap_before or self.captures[-1].frequency != center_hz:
            self.captures.append(self._capture(block, center_hz))
        components = np.ascontiguousarray(block.samples).view(np.float32)
        data = bytes_from_components(components, self._encoding)
        self.sha512.update(data)
        self._file.write(data)
        self._samples += len(block.samples)

    def _capture(self, block: SampleBlock, center_hz: float | None) -> SigmfCapture:
        if self._start_time_s is None:
            self._start_time_s = block.time_s
        elapsed_s = block.time_s - self._start_time_s
        start_utc_s = self._start_utc_s
        return SigmfCapture(
            sample_start=self._samples,
            global_index=round(elapsed_s * self._rate_hz),
            frequency=center_hz,
            datetime=None if start_utc_s is None else _iso_8601(start_utc_s + elapsed_s),
        )


def _iso_8601(utc_s: float) -> str:
    text = datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")
