"""What a reference recording is made of: who transmits what, and how it is received and kept."""

from datetime import UTC, datetime

import msgspec

from decoder.simulation.fm_audio import AudioChain
from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import ReceiverFaults, Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import AnyFields, encode_message
from decoder.t001.frame import SHORT_BITS, to_text
from recordings.second_generation import SgbTransmission

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIRST_S = 0.15
TAIL_S = 0.2
SPACING_S = 0.75
SPACING_HZ = 850.0


class Transmission(msgspec.Struct, frozen=True, kw_only=True):
    """One burst of a made-up beacon.

    position     degrees that the message can hold exactly, so that they must come out again
    self_test    with the frame synchronization that marks it as such: no alarm
    truncated    a long self-test that ends at bit 112, as C/S T.001 4.5.4 allows
    """

    fields: AnyFields
    position: tuple[float, float] | None = None
    self_test: bool = True
    truncated: bool = False
    start_s: float = FIRST_S
    offset_hz: float = 0.0
    cn0_dbhz: float = 47.0
    drift_hz_per_s: float = 0.0
    modulation_index_rad: float = 1.1
    bit_rate_bps: float = 400.0

    half_width_hz = 1500.0
    """Either side of the carrier: most of a burst's power lies nearer."""

    @property
    def bits(self) -> str:
        whole = encode_message(self.fields, position=self.position, self_test=self.self_test)
        return to_text(whole[:SHORT_BITS] if self.truncated else whole)

    @property
    def end_s(self) -> float:
        return self.start_s + self.burst.duration_s

    @property
    def burst(self) -> FgbBurst:
        return FgbBurst(
            bits=self.bits,
            start_s=self.start_s,
            offset_hz=self.offset_hz,
            cn0_dbhz=self.cn0_dbhz,
            drift_hz_per_s=self.drift_hz_per_s,
            modulation_index_rad=self.modulation_index_rad,
            bit_rate_bps=self.bit_rate_bps,
        )


AnyTransmission = Transmission | SgbTransmission


class Audio(msgspec.Struct, frozen=True, kw_only=True):
    """How a WAV file of FM audio is made of the scene: one channel of 8 or 16 bits."""

    chain: AudioChain
    bits: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One recording; `audio` makes it a WAV file, otherwise it is SigMF of `datatype`.

    lost_s    from when to when the recorder lost samples
    """

    name: str
    description: str
    transmissions: tuple[AnyTransmission, ...] = ()
    interference: tuple[FmVoice | Spur, ...] = ()
    faults: ReceiverFaults = ReceiverFaults()
    noise_rms: float = 0.08
    duration_s: float | None = None
    rate_hz: float = 12.5e3
    center_hz: float = 406.028e6
    datatype: str = "ci8"
    audio: Audio | None = None
    lost_s: tuple[float, float] | None = None
    seed: int = 406

    @property
    def file_name(self) -> str:
        return f"{self.name}.sigmf-meta" if self.audio is None else f"{self.name}.wav"

    @property
    def whole(self) -> tuple[AnyTransmission, ...]:
        """The transmissions that are in the recording from end to end."""
        lost_s = self.lost_s
        if lost_s is None:
            return self.transmissions
        return tuple(
            transmission
            for transmission in self.transmissions
            if transmission.end_s <= lost_s[0] or transmission.start_s >= lost_s[1]
        )

    @property
    def scene(self) -> Scene:
        last_s = max((transmission.end_s for transmission in self.transmissions), default=0.0)
        return Scene(
            rate_hz=self.rate_hz,
            duration_s=self.duration_s or last_s + TAIL_S,
            bursts=[transmission.burst for transmission in self.transmissions],
            interference=self.interference,
            noise_rms=self.noise_rms,
            faults=self.faults,
            seed=self.seed,
        )


def in_turn(*transmissions: Transmission) -> tuple[Transmission, ...]:
    """One after the other, and each on a frequency of its own around the centre."""
    lowest_hz = -SPACING_HZ * (len(transmissions) - 0.5) / 2
    return tuple(
        msgspec.structs.replace(
            transmission,
            start_s=FIRST_S + SPACING_S * number,
            offset_hz=lowest_hz + SPACING_HZ * number,
        )
        for number, transmission in enumerate(transmissions)
    )
