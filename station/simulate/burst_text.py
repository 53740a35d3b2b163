"""A burst for `beacon406 simulate` as one writes it: FFFE2F8C…,at=1.5,cn0=38,offset=-12k."""

from argparse import ArgumentTypeError
from string import hexdigits

import msgspec

from station.typed import hertz

NORMAL_SYNC = "FFFE2F"
"""Bit and frame synchronisation of C/S T.001 2.2.3 and 2.2.4, which people leave off."""

WITHOUT_SYNC = (22, 30)
WITH_SYNC = (28, 36)
SECOND_GENERATION = 63
"""C/S T.018 Appendix E: two bits, the first of which says that it is a self-test, and 250."""


class BurstText(msgspec.Struct, frozen=True, kw_only=True):
    """bits: 0s and 1s, as transmitted; at_s: None for after the burst before."""

    bits: str
    at_s: float | None = None
    offset_hz: float = 0.0
    cn0_dbhz: float = 45.0
    drift_hz_per_s: float = 0.0


class FgbText(BurstText, frozen=True, kw_only=True):
    index_rad: float = 1.1
    bit_rate_bps: float = 400.0


class SgbText(BurstText, frozen=True, kw_only=True):
    """self_test: spread with the other sequences."""

    self_test: bool = False
    chip_rate_ppm: float = 0.0


KEYS = {"at": "at_s", "offset": "offset_hz", "cn0": "cn0_dbhz", "drift": "drift_hz_per_s"}
FGB_KEYS = {**KEYS, "index": "index_rad", "bit-rate": "bit_rate_bps"}
SGB_KEYS = {**KEYS, "chip-ppm": "chip_rate_ppm"}


def burst_text(text: str) -> FgbText | SgbText:
    """The burst that the text asks for; the bits are sent as given, right or wrong."""
    digits, *settings = text.split(",")
    digits = digits.replace(" ", "")
    if len(digits) == SECOND_GENERATION:
        bits, values = _bits(digits), _values(settings, SGB_KEYS)
        return SgbText(bits=bits[2:], self_test=bits[0] == "1", **values)
    whole = NORMAL_SYNC + digits if len(digits) in WITHOUT_SYNC else digits
    if len(whole) not in WITH_SYNC:
        raise ArgumentTypeError(f"{digits!r} has {len(digits)} digits, not 22, 28, 30, 36 or 63")
    values = _values(settings, FGB_KEYS)
    if values.get("bit_rate_bps", 400.0) <= 0:
        raise ArgumentTypeError(f"{text!r}: a bit rate must be above 0")
    return FgbText(bits=_bits(whole), **values)


def _values(settings: list[str], keys: dict[str, str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for setting in settings:
        key, _, value = setting.partition("=")
        if key not in keys:
            raise ArgumentTypeError(f"{setting!r}: this burst has only {', '.join(keys)}")
        try:
            values[keys[key]] = hertz(value)
        except ValueError:
            raise ArgumentTypeError(f"{setting!r}: {value!r} is no number") from None
    return values


def _bits(digits: str) -> str:
    if not set(digits) <= set(hexdigits):
        raise ArgumentTypeError(f"{digits!r} is not hexadecimal")
    return f"{int(digits, 16):0{4 * len(digits)}b}"
