"""SigMF recordings: a pair of files, or an archive of one pair (which is read without unpacking).

Source: SigMF specification 1.2.6, "SigMF File Types", "SigMF Archives", "Non-Conforming Datasets".
"""

import tarfile
from pathlib import Path

from sdr.block import SignalKind
from sdr.byte_source import open_file
from sdr.errors import RecordingError
from sdr.layout import Layout
from sdr.rates import check_rate
from sdr.sigmf_captures import captures_from_metadata
from sdr.sigmf_metadata import SigmfMetadata, decode_metadata

META_SUFFIX = ".sigmf-meta"
DATA_SUFFIX = ".sigmf-data"
_ARCHIVE_SUFFIX = ".sigmf"
_COLLECTION_SUFFIX = ".sigmf-collection"

_MAX_METADATA_BYTES = 64 << 20
"""A day of bursts every 50 s, each with an annotation of 300 bytes, takes half a MiB."""


def is_sigmf(path: str) -> bool:
    """By its name; a base name counts where its metadata exist and it does not itself."""
    if Path(path).suffix in {META_SUFFIX, DATA_SUFFIX, _ARCHIVE_SUFFIX, _COLLECTION_SUFFIX}:
        return True
    return not _exists(path) and _exists(path + META_SUFFIX)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a name that is too long, or a folder that may not be read
        return False


def read_sigmf(path: str, stated_rate_hz: float | None) -> Layout:
    """The layout of a recording given as metadata, data, base name or archive."""
    suffix = Path(path).suffix
    if suffix == _COLLECTION_SUFFIX:
        remedy = f"name one {META_SUFFIX} file of it"
        raise RecordingError(path, "is a collection of recordings", remedy)
    if suffix == _ARCHIVE_SUFFIX:
        return _read_archive(path, stated_rate_hz)
    base = path.removesuffix(META_SUFFIX).removesuffix(DATA_SUFFIX)
    return _read_pair(base + META_SUFFIX, stated_rate_hz)


def _read_pair(meta_path: str, stated_rate_hz: float | None) -> Layout:
    with open_file(meta_path) as source:
        size_bytes = min(source.size_bytes or 0, _MAX_METADATA_BYTES)
        metadata = decode_metadata(source.read(size_bytes), meta_path)
    about = metadata.global_
    if about.metadata_only:
        remedy = "get the whole recording from where it came"
        raise RecordingError(meta_path, "is metadata alone (core:metadata_only)", remedy)
    data_path = meta_path.removesuffix(META_SUFFIX) + DATA_SUFFIX
    if about.dataset is not None:
        if Path(about.dataset).name != about.dataset:
            remedy = "put the data file beside the metadata and name it without a folder"
            raise RecordingError(meta_path, f"core:dataset is {about.dataset!r}", remedy)
        data_path = str(Path(meta_path).with_name(about.dataset))
    if not _exists(data_path):
        reason = f"has no data file {Path(data_path).name}"
        raise RecordingError(meta_path, reason, "put the data file beside the metadata")
    with open_file(data_path) as source:
        data_bytes = source.size_bytes or 0
    return _layout(
        metadata,
        meta_path,
        stated_rate_hz,
        data_path=data_path,
        data_offset_bytes=0,
        data_bytes=data_bytes,
    )


def _read_archive(path: str, stated_rate_hz: float | None) -> Layout:
    members = _archive_members(path)
    metas = [member for member in members if member.name.endswith(META_SUFFIX)]
    if len(metas) != 1:
        reason = f"is an archive of {len(metas)} recordings"
        raise RecordingError(path, reason, "unpack it with tar and open one recording")
    base = metas[0].name.removesuffix(META_SUFFIX)
    datas = [member for member in members if member.name == base + DATA_SUFFIX]
    if not datas:
        remedy = "copy the archive again, or pack it again with its data file"
        raise RecordingError(path, f"has no {Path(base).name}{DATA_SUFFIX} inside", remedy)
    with open_file(path) as source:
        source.skip_to(metas[0].offset_data)
        text = source.read(min(metas[0].size, _MAX_METADATA_BYTES))
    metadata = decode_metadata(text, f"{path} ({metas[0].name})")
    return _layout(
        metadata,
        path,
        stated_rate_hz,
        data_path=path,
        data_offset_bytes=datas[0].offset_data,
        data_bytes=datas[0].size,
    )


def _archive_members(path: str) -> list[tarfile.TarInfo]:
    """The plain files inside, as far as the archive is whole."""
    members: list[tarfile.TarInfo] = []
    with open_file(path):
        pass
    try:
        with tarfile.open(path, "r:") as archive:
            while (member := archive.next()) is not None:
                if member.isreg() and member.sparse is None:
                    members.append(member)
    except (tarfile.TarError, OSError, ValueError, OverflowError, EOFError) as error:
        if not members:
            remedy = "a SigMF archive is an uncompressed tar file; copy it again, or unpack it"
            raise RecordingError(path, f"is no tar file ({error})", remedy) from None
    return members


def _layout(
    metadata: SigmfMetadata,
    name: str,
    stated_rate_hz: float | None,
    *,
    data_path: str,
    data_offset_bytes: int,
    data_bytes: int,
) -> Layout:
    rate_hz = metadata.global_.sample_rate
    if rate_hz is None:
        rate_hz = stated_rate_hz
    if rate_hz is None:
        raise RecordingError(name, "does not state core:sample_rate", "give it with --rate")
    check_rate(rate_hz, SignalKind.IQ, name)
    return Layout(
        data_path=data_path,
        captures=captures_from_metadata(
            metadata, rate_hz, data_offset_bytes=data_offset_bytes, data_bytes=data_bytes
        ),
        sha512=metadata.global_.sha512,
        data_offset_bytes=data_offset_bytes,
        data_bytes=data_bytes,
    )
