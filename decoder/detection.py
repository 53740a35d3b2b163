"""One burst, as heard: what was measured, what it said, and how sure the decoder is."""

import msgspec

from decoder.message import Message


class Burst(msgspec.Struct, frozen=True):
    """Measurements of one burst.

    time_s                start of the burst (of its carrier) from the recording's start
    utc_s                 the same as Unix time; None where the recording gives no time
    frequency_hz          of the carrier at the burst's start, absolute; None for FM audio, or where
                          the recording's centre is unknown
    offset_hz             the same from the recording's centre; None for FM audio
    drift_hz_per_s        slope of the carrier frequency over the burst
    cn0_dbhz              carrier power of the whole burst over noise density; None for FM audio
    modulation_index_rad  peak phase deviation; None for FM audio (nothing gives the scale)
    bit_rate_bps          nominal 400
    phase_error_rad       rms of the carrier phase around its fit; None for FM audio
    """

    time_s: float
    utc_s: float | None
    utc_uncertainty_s: float | None
    frequency_hz: float | None
    offset_hz: float | None
    drift_hz_per_s: float | None
    cn0_dbhz: float | None
    modulation_index_rad: float | None
    bit_rate_bps: float
    phase_error_rad: float | None


class Detection(msgspec.Struct, frozen=True):
    """A burst with its message; wrong_probability is the decoder's own estimate of that."""

    burst: Burst
    message: Message
    wrong_probability: float
