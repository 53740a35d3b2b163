"""What the names that SDR programs give their recordings say.

Checked against: SDR++ 6f84076 (misc_modules/recorder), gqrx 0b4ab30 (mainwindow.cpp), SDRangel
7abc5b3 (sdrbase/dsp/filerecord.cpp), rtl_433 91b2ebd (fileformat.c); the three Windows programs
(SDR#, HDSDR, SDRuno), which are closed, against names quoted in public repositories.
"""

import re
from datetime import datetime

import msgspec

from sdr.sample_format import SampleFormat

ZONE_UNKNOWN_S = 14 * 3600.0
"""Civil time differs from UTC by 14 hours at most (Kiribati)."""

_WHOLE_SECOND_S = 1.0
_HOST_CLOCK_S = 0.5

_DATE = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"


class NameHints(msgspec.Struct, frozen=True, kw_only=True):
    """Anything the name does not say is None; audio is True where it says that this is no IQ."""

    center_hz: float | None = None
    rate_hz: float | None = None
    format: SampleFormat | None = None
    utc_s: float | None = None
    utc_uncertainty_s: float | None = None
    audio: bool = False


class _Convention(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    utc_uncertainty_s: float
    format: SampleFormat | None = None


_CONVENTIONS = (
    # SDRSharp_20190521_170204Z_137500000Hz_IQ, HDSDR_20160121_003353Z_435320kHz_RF,
    # SDRuno_20200907_184033Z_88110kHz; AF is what came out of the demodulator. Z means UTC.
    _Convention(
        re.compile(
            rf"(?:SDRSharp|HDSDR|SDRuno)_{_DATE}_{_TIME}Z_(?P<center>\d+)(?P<unit>k?Hz)"
            r"(?:_(?P<audio>AF))?"
        ),
        _WHOLE_SECOND_S,
    ),
    # gqrx_20260210_120000_406050000_1800000_fc.raw; gqrx takes UTC
    _Convention(
        re.compile(rf"gqrx_{_DATE}_{_TIME}_(?P<center>\d+)_(?P<rate>\d+)_fc"),
        _WHOLE_SECOND_S,
        SampleFormat.CF32,
    ),
    # baseband_406050000Hz_12-30-59_21-11-2026; the time zone is a setting, and local by default
    _Convention(
        re.compile(
            r"(?:baseband|(?P<audio>audio))_(?P<center>\d+)(?P<unit>Hz)_"
            r"(?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d)_"
            r"(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})"
        ),
        ZONE_UNKNOWN_S,
    ),
    # rec0_2020-08-05T21_39_07_974.wav; SDRangel takes UTC, when the file is opened
    _Convention(
        re.compile(
            r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)T"
            r"(?P<hour>\d\d)_(?P<minute>\d\d)_(?P<second>\d\d)_(?P<millisecond>\d{3})"
        ),
        _HOST_CLOCK_S,
    ),
)

# rtl_433's rule: a number with M or any Hz is the centre, one with k or any sps the rate.
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z.])(\d+(?:\.\d+)?)(M|k|[kMG]?Hz|[kMG]?sps)(?![0-9A-Za-z])", re.IGNORECASE
)
_SCALE = {"k": 1e3, "m": 1e6, "g": 1e9}

_FORMATS = {
    "cu8": SampleFormat.CU8,
    "cs8": SampleFormat.CS8,
    "cs16": SampleFormat.CS16,
    "cf32": SampleFormat.CF32,
    "cfile": SampleFormat.CF32,
    "c64": SampleFormat.CF32,
}


def hints_from_name(file_name: str) -> NameHints:
    """What a file's name (without its folder) tells about it."""
    hints = _numbers(file_name)
    for convention in _CONVENTIONS:
        if match := convention.pattern.search(file_name):
            return _merge(hints, convention, match)
    return hints


def _numbers(file_name: str) -> NameHints:
    center_hz = rate_hz = None
    for number, unit in _TOKEN.findall(file_name):
        value = float(number) * _SCALE.get(unit[0].lower(), 1.0)
        if unit.lower() == "k" or unit.lower().endswith("sps"):
            rate_hz = value
        else:
            center_hz = value
    extension = file_name.rpartition(".")[2].lower()
    return NameHints(center_hz=center_hz, rate_hz=rate_hz, format=_FORMATS.get(extension))


def _merge(hints: NameHints, convention: _Convention, match: re.Match[str]) -> NameHints:
    said = {name: text for name, text in match.groupdict().items() if text}
    utc_s = _utc_s(said)
    center_hz, rate_hz = hints.center_hz, hints.rate_hz
    if "center" in said:
        center_hz = float(said["center"]) * (1e3 if said.get("unit") == "kHz" else 1.0)
    if "rate" in said:
        rate_hz = float(said["rate"])
    return NameHints(
        center_hz=center_hz,
        rate_hz=rate_hz,
        format=hints.format or convention.format,
        utc_s=utc_s,
        utc_uncertainty_s=None if utc_s is None else convention.utc_uncertainty_s,
        audio="audio" in said,
    )


def _utc_s(said: dict[str, str]) -> float | None:
    if "year" not in said:
        return None
    digits = "{year}{month}{day}{hour}{minute}{second}+0000".format_map(said)
    try:
        start = datetime.strptime(digits, "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return start.timestamp() + int(said.get("millisecond", "0")) / 1e3
