"""A dongle through pyrtlsdr, opened and set; whatever fails is one sentence with the remedy.

pyrtlsdr 0.4 and later need a function that no librtlsdr of Debian has, so that pyrtlsdrlib must
bring one; its wheels are for 64-bit machines only (tried with pyrtlsdr 0.5.1).
"""

import importlib
import sys
from typing import Any

from sdr.live.settings import RtlSdrSettings
from sdr.live.source import SourceError

USB_BUFFERS = 32
"""Of 15, the driver's default, a Raspberry Pi loses some [mem]."""
FIRST_GAIN_DB = 30.0
"""Of the tuner, before the station has set it from what it hears."""

PIP = f"{sys.executable} -m pip install"
USE_RTL_TCP = (
    'or run `rtl_tcp` and use kind = "rtl_tcp"'
    " (for an RTL-SDR Blog V4 not that of Debian 12, which tunes it wrongly)"
)
# libusb's error numbers, as librtlsdr passes them on.
ACCESS, NO_DEVICE, BUSY = -3, -4, -6


def open_radio(settings: RtlSdrSettings) -> Any:
    """An rtlsdr.RtlSdr, ready to be read."""
    radio_class = load_radio_class(settings.label)
    try:
        serials = radio_class.get_device_serial_addresses()
        index = _index_of(settings, serials)
        radio = radio_class(index)
    except OSError as error:
        raise _not_opened(settings.label, error) from None
    try:
        _configure(radio, settings)
    except OSError as error:
        radio.close()
        raise SourceError(
            settings.label, f"refuses its settings ({error})", "plug it anew"
        ) from None
    return radio


def load_radio_class(label: str) -> Any:
    """rtlsdr.RtlSdr; SourceError says what is missing."""
    try:
        return importlib.import_module("rtlsdr").RtlSdr
    except ModuleNotFoundError:
        reason, remedy = "pyrtlsdr is not installed", f"{PIP} 'beacon406[rtlsdr]'"
    except ImportError:
        reason = "pyrtlsdr finds no librtlsdr"
        remedy = f"{PIP} pyrtlsdrlib, {USE_RTL_TCP}"
    except AttributeError as error:
        reason = f"librtlsdr is too old for pyrtlsdr ({error})"
        remedy = f"{PIP} pyrtlsdrlib, {USE_RTL_TCP}"
    raise SourceError(label, reason, remedy, is_final=True)


def _index_of(settings: RtlSdrSettings, serials: list[str]) -> int:
    label, wanted, seen = settings.label, settings.serial, ", ".join(serials)
    if not serials:
        raise SourceError(label, "no dongle is plugged in", "plug it in, or try another cable")
    if wanted is None and len(serials) == 1:
        return 0
    if wanted is None:
        reason = f"there are several dongles, with serials {seen}"
        raise SourceError(label, reason, "give the serial of one", is_final=True)
    if wanted not in serials:
        reason = f"no dongle has serial {wanted}"
        raise SourceError(label, reason, f"plug it in, or give one of {seen}")
    if serials.count(wanted) > 1:
        reason = f"{serials.count(wanted)} dongles have serial {wanted}"
        remedy = "give each one of its own: `rtl_eeprom -d 0 -s SERIAL`"
        raise SourceError(label, reason, remedy, is_final=True)
    return serials.index(wanted)


def _not_opened(label: str, error: OSError) -> SourceError:
    match error.errno:
        case number if number == ACCESS:
            reason = "this user may not open the dongle"
            remedy = "install deploy/udev/60-beacon406-rtlsdr.rules and plug it anew"
            return SourceError(label, reason, remedy, is_final=True)
        case number if number == BUSY:
            reason = "the dongle is in use by another program or the kernel's television driver"
            return SourceError(label, reason, "end it, or install deploy/modprobe and plug it anew")
        case number if number == NO_DEVICE:
            return SourceError(label, "the dongle has just gone", "plug it in, or try another port")
        case _:
            return SourceError(label, f"cannot be opened ({error})", "plug it anew")


def _configure(radio: Any, settings: RtlSdrSettings) -> None:
    radio.DEFAULT_ASYNC_BUF_NUMBER = USB_BUFFERS
    radio.set_sample_rate(settings.rate_hz)
    radio.set_center_freq(settings.center_hz)
    radio.set_agc_mode(enabled=False)
    radio.set_gain(FIRST_GAIN_DB if settings.gain_db == "auto" else settings.gain_db)
    radio.set_bias_tee(settings.bias_tee)
