"""One channel of a receiver that SoapySDR knows: Debian's python3-soapysdr 0.8.1; pip has none."""

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sdr.live.rtl_driver import FIRST_GAIN_DB
from sdr.live.settings import SoapySettings
from sdr.live.source import SourceError

READ_TIMEOUT_US = 200_000
LEAST_GAIN_STEP_DB = 0.5


def load_library(label: str) -> Any:
    """SourceError says what is missing."""
    try:
        return importlib.import_module("SoapySDR")
    except ImportError as error:
        reason = f"SoapySDR cannot be loaded ({error})"
        remedy = "apt install python3-soapysdr, in an environment with --system-site-packages"
        raise SourceError(label, reason, remedy, is_final=True) from None


class SoapyReceiver:
    """
    gains_db  steps of the driver's range; empty where it has none
    """

    def __init__(self, settings: SoapySettings) -> None:
        soapy = load_library(settings.label)
        self._label = settings.label
        self._channel = settings.channel
        self._soapy = soapy
        try:
            self._device = soapy.Device(settings.device)
            self.gains_db = self._gains_db()
            self._configure(settings)
            formats, channels = soapy.SOAPY_SDR_CF32, [self._channel]
            self._stream = self._device.setupStream(soapy.SOAPY_SDR_RX, formats, channels)
            if self._stream is None:
                raise self._refused(f"{settings.device} has no stream of samples")
            self._device.activateStream(self._stream)
        except RuntimeError as error:
            raise self._refused(f"{settings.device} cannot be opened ({error})") from None

    def read(self, buffer: NDArray[np.complex64]) -> tuple[int, bool]:
        """How many samples have been put into it, and whether some are missing after them, of
        which no driver says how many."""
        soapy = self._soapy
        result = self._device.readStream(
            self._stream, [buffer], len(buffer), timeoutUs=READ_TIMEOUT_US
        )
        number = int(result.ret)
        if number in (soapy.SOAPY_SDR_OVERFLOW, soapy.SOAPY_SDR_CORRUPTION):
            return 0, True
        if number < 0 and number != soapy.SOAPY_SDR_TIMEOUT:
            remedy = "it is opened again; try another port or cable"
            raise SourceError(self._label, f"has stopped (SoapySDR error {number})", remedy)
        is_cut = result.flags & (soapy.SOAPY_SDR_END_ABRUPT | soapy.SOAPY_SDR_END_BURST)
        return max(0, number), bool(is_cut)

    def set_gain(self, gain_db: float) -> None:
        self._device.setGain(self._soapy.SOAPY_SDR_RX, self._channel, gain_db)

    def close(self) -> None:
        self._device.deactivateStream(self._stream)
        self._device.closeStream(self._stream)

    def _gains_db(self) -> tuple[float, ...]:
        span = self._device.getGainRange(self._soapy.SOAPY_SDR_RX, self._channel)
        if span.maximum() <= span.minimum():
            return ()
        step_db = max(span.step() or 1.0, LEAST_GAIN_STEP_DB)
        return tuple(map(float, np.arange(span.minimum(), span.maximum() + 1e-6, step_db)))

    def _configure(self, settings: SoapySettings) -> None:
        device, place = self._device, (self._soapy.SOAPY_SDR_RX, self._channel)
        if settings.antenna is not None:
            device.setAntenna(*place, settings.antenna)
        device.setSampleRate(*place, settings.rate_hz)
        device.setFrequency(*place, settings.center_hz)
        if device.hasGainMode(*place):
            device.setGainMode(*place, False)
        device.setGain(*place, FIRST_GAIN_DB if settings.gain_db == "auto" else settings.gain_db)
        if settings.bias_tee:
            keys = [info.key for info in device.getSettingInfo() if "bias" in info.key.lower()]
            if not keys:
                raise SourceError(
                    settings.label, "has no bias tee", "leave bias_tee out", is_final=True
                )
            device.writeSetting(keys[0], "true")

    def _refused(self, reason: str) -> SourceError:
        return SourceError(self._label, reason, "see `SoapySDRUtil --find`")
