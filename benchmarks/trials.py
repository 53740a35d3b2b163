"""Random bursts through the whole receiver, each sent where it can be told from the others.

Test messages at random frequencies of the 406 MHz band, in white noise, as a dongle's 8 bits hold
them, or as what an FM discriminator makes of them. Right is all that a code or the sync protects (a
short message's last six bits are bare). Wrong is a valid message with a sync, first field or
trusted second field that was not sent; false is a detection where nothing was sent.
"""

from collections.abc import Iterable, Iterator
from zlib import crc32

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.detection import Detection
from decoder.message import Message
from decoder.receiver import Receiver
from decoder.simulation.fm_audio import AudioChain, fm_audio
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message, frame
from decoder.t001.identities import Opaque
from decoder.t001.maritime import MaritimeUser
from decoder.t001.standard_location import StandardLocation, StandardOffsets
from decoder.t001.user import NoEmergencyCode
from sdr.block import SampleBlock, SignalKind
from sdr.sample_format import DONGLE_UINT8, bytes_from_components, components_from_bytes

RATE_HZ = 250e3
CENTER_HZ = 406.05e6
EDGE_HZ = 48e3
SPACING_S = 0.9
START_REACH_S = 0.05
FREQUENCY_REACH_HZ = 20.0
NOISE_RMS = 0.08
AUDIO = AudioChain(rate_hz=12e3, channel_hz=12e3)


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What the bursts of a trial are like; of a range, each burst takes a random value."""

    short_share: float = 0.0
    self_test_share: float = 0.0
    bit_rate_bps: tuple[float, ...] = (400.0,)
    modulation_index_rad: tuple[float, ...] = (1.1,)
    drift_hz_per_s: tuple[float, ...] = (0.0,)
    rise_s: tuple[float, ...] = (150e-6,)
    audio: bool = False

    @property
    def allowance_db(self) -> float:
        """How much more power its data need for the same energy a bit (C/S T.001 2.3.6: 1.1)."""
        index_rad = float(np.mean(self.modulation_index_rad))
        return float(20 * np.log10(np.sin(1.1) / np.sin(index_rad)))


KINDS = {
    "long": Kind(),
    "short": Kind(short_share=1.0),
    "self-test": Kind(self_test_share=1.0),
    "bit rate ±1 %": Kind(bit_rate_bps=(396.0, 404.0)),
    "index 1.0 rad": Kind(modulation_index_rad=(1.0,)),
    "index 1.2 rad": Kind(modulation_index_rad=(1.2,)),
    "drift ±5 Hz/s": Kind(drift_hz_per_s=(-5.0, 5.0)),
    "FM audio": Kind(audio=True),
    "any": Kind(
        short_share=0.3,
        self_test_share=0.1,
        bit_rate_bps=(396.0, 398.0, 400.0, 402.0, 404.0),
        modulation_index_rad=(1.0, 1.1, 1.2),
        drift_hz_per_s=(-5.0, 0.0, 5.0),
        rise_s=(50e-6, 150e-6, 250e-6),
    ),
}
"""By name; "any" is whatever the standard permits."""


class Trial(msgspec.Struct, frozen=True):
    """So many bursts of a kind at one C/N0: carrier power of the whole burst over noise density."""

    kind: str
    cn0_dbhz: float
    bursts: int


class Tally(msgspec.Struct, frozen=True):
    """What became of the bursts, and what came of nothing."""

    sent: int
    valid_and_right: int
    right: int
    first_field_right: int
    wrong: int
    false: int


def tried(trial: Trial, seed: int) -> Tally:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(trial))))
    kind = KINDS[trial.kind]
    sent = [random_burst(random, kind, i, trial.cn0_dbhz) for i in range(trial.bursts)]
    scene = Scene(
        rate_hz=4 * AUDIO.rate_hz if kind.audio else RATE_HZ,
        duration_s=SPACING_S * len(sent) + 1.0,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=int(random.integers(2**32)),
    )
    heard = received(as_audio(scene) if kind.audio else recorded(scene))
    pairs = [(burst, detection) for burst in sent for detection in heard if fits(burst, detection)]
    right = [d.message for b, d in pairs if is_right(b.bits, d.message)]
    return Tally(
        sent=len(sent),
        valid_and_right=sum(message.valid for message in right),
        right=len(right),
        first_field_right=sum(has_right_first_field(b.bits, d.message) for b, d in pairs),
        wrong=sum(d.message.valid and is_wrong(b.bits, d.message) for b, d in pairs),
        false=len(heard) - len(pairs),
    )


def random_burst(random: np.random.Generator, kind: Kind, place: int, cn0_dbhz: float) -> FgbBurst:
    return FgbBurst(
        bits=random_message(
            random,
            short=random.random() < kind.short_share,
            self_test=random.random() < kind.self_test_share,
        ),
        start_s=0.4 + SPACING_S * place + random.uniform(0, 0.2),
        offset_hz=random.uniform(-1e3, 1e3) if kind.audio else random.uniform(-EDGE_HZ, EDGE_HZ),
        phase_rad=random.uniform(0, 2 * np.pi),
        cn0_dbhz=cn0_dbhz,
        bit_rate_bps=float(random.choice(kind.bit_rate_bps)),
        modulation_index_rad=float(random.choice(kind.modulation_index_rad)),
        drift_hz_per_s=float(random.choice(kind.drift_hz_per_s)),
        rise_s=float(random.choice(kind.rise_s)),
    )


def random_message(
    random: np.random.Generator, *, short: bool = False, self_test: bool = False
) -> str:
    if short:
        ship = f"{random.integers(10**6):06d}"
        code = NoEmergencyCode(automatic_activation=False)
        fields = MaritimeUser(country=201, ship=ship, second_field=code)
        return frame.to_text(encode_message(fields, self_test=self_test))
    beacon = StandardLocation(
        country=201,
        coding="test",
        identification=Opaque(f"{random.integers(2**24):024b}"),
        second_field=StandardOffsets(),
    )
    place = (random.uniform(-80, 80), random.uniform(-179, 179))
    return frame.to_text(encode_message(beacon, position=place, self_test=self_test))


def received(blocks: Iterable[SampleBlock]) -> list[Detection]:
    receiver = Receiver()
    heard = [detection for block in blocks for detection in receiver.feed(block)]
    return heard + receiver.flush()


def recorded(scene: Scene) -> Iterator[SampleBlock]:
    first = 0
    for samples in scene.blocks():
        yield SampleBlock(
            samples=as_cu8(samples),
            rate_hz=scene.rate_hz,
            center_hz=CENTER_HZ,
            time_s=first / scene.rate_hz,
        )
        first += samples.size


def as_cu8(samples: Samples) -> Samples:
    stored = bytes_from_components(samples.view(np.float32), DONGLE_UINT8)
    return components_from_bytes(stored, DONGLE_UINT8).view(np.complex64)


def as_audio(scene: Scene) -> Iterator[SampleBlock]:
    audio = fm_audio(np.concatenate(list(scene.blocks())), scene.rate_hz, AUDIO)
    yield SampleBlock(
        samples=audio.astype(np.complex64),
        rate_hz=AUDIO.rate_hz,
        center_hz=None,
        time_s=0.0,
        kind=SignalKind.FM_AUDIO,
    )


def fits(burst: FgbBurst, detection: Detection) -> bool:
    heard = detection.burst
    return abs(heard.time_s - burst.start_s) < START_REACH_S and (
        heard.offset_hz is None or abs(heard.offset_hz - burst.offset_hz) < FREQUENCY_REACH_HZ
    )


def is_right(bits: str, message: Message) -> bool:
    protected = slice(len(bits) if len(bits) == frame.LONG_BITS else frame.FIRST_FIELD.stop)
    return bits_of(message)[protected] == bits[protected]


def has_right_first_field(bits: str, message: Message) -> bool:
    return bits_of(message)[frame.FIRST_FIELD] == bits[frame.FIRST_FIELD]


def is_wrong(bits: str, message: Message) -> bool:
    """Whether what the message claims to know differs from what was sent."""
    known = slice(frame.FIRST_FIELD.stop if has_doubtful_second_field(message) else None)
    return bits_of(message)[known] != bits[known]


def has_doubtful_second_field(message: Message) -> bool:
    """A short message's last six bits are protected by nothing."""
    return len(message.hex) == 28 or any("second_field" in reason for reason in message.reasons)


def bits_of(message: Message) -> str:
    return f"{int(message.hex, 16):0{4 * len(message.hex)}b}"
