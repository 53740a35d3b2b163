"""Bursts in the audio of receivers of every kind: discriminator socket, loudspeaker, sound card."""

from typing import Any

import numpy as np
import pytest
from scenes import LONG, SELF_TEST, SHORT, Heard, bursts, hex_of, in_blocks, receive, recorded

from decoder.arrays import Reals, Samples
from decoder.reasons import Reason
from decoder.simulation.fm_audio import AudioChain, fm_audio
from decoder.simulation.waveform import FgbBurst
from sdr.block import SignalKind

IF_RATE_HZ = 48e3
START_TOLERANCE_S = 2e-3
DOUBTS = {
    Reason.SECOND_FIELD_MISSING,
    Reason.SECOND_FIELD_UNDECODABLE,
    Reason.SECOND_FIELD_SUSPECT,
}


def through(chain: AudioChain, sent: list[FgbBurst]) -> Reals:
    """The bursts as such a receiver plays them."""
    return fm_audio(recorded(sent, rate_hz=IF_RATE_HZ), IF_RATE_HZ, chain)


def hear_audio(audio: Reals, rate_hz: float, *, size: int = 30_000) -> Heard:
    samples: Samples = audio.astype(np.complex64)
    blocks = in_blocks(samples, [size], rate_hz, center_hz=None, kind=SignalKind.FM_AUDIO)
    return receive(blocks)


def spoken(count: int, **traits: Any) -> list[FgbBurst]:
    near = {"offset_hz": (-300.0, 300.0), "cn0_dbhz": 55.0, "bit_rate_bps": (396.0, 404.0)}
    return bursts(count, **(near | traits))


def assert_heard(heard: Heard, sent: list[FgbBurst]) -> None:
    assert heard.messages == [hex_of(burst.bits) for burst in sent]
    for detection, burst in zip(heard.detections, sent, strict=True):
        assert detection.message.valid
        assert abs(detection.burst.time_s - burst.start_s) < START_TOLERANCE_S


@pytest.mark.parametrize("rate_hz", [11025.0, 12e3, 16e3, 22050.0, 24e3, 32e3, 44100.0, 48e3])
@pytest.mark.parametrize("inverted", [False, True], ids=["upright", "inverted"])
def test_audio_of_any_rate_and_polarity_is_read(rate_hz: float, inverted: bool) -> None:
    sent = spoken(3)
    audio = through(AudioChain(rate_hz=rate_hz, inverted=inverted), sent)
    assert_heard(hear_audio(audio, rate_hz), sent)


@pytest.mark.parametrize("bits", [LONG, SHORT, SELF_TEST], ids=["long", "short", "self-test"])
def test_every_kind_of_message_is_read(bits: str) -> None:
    sent = spoken(3, bits=bits)
    assert_heard(hear_audio(through(AudioChain(rate_hz=22050), sent), 22050), sent)


@pytest.mark.parametrize("bit_rate_bps", [392.0, 408.0])
@pytest.mark.parametrize("bits", [LONG, SHORT], ids=["long", "short"])
def test_loud_noise_after_the_burst_does_not_draw_the_timing_away(
    bits: str, bit_rate_bps: float
) -> None:
    sent = spoken(8, bits=bits, bit_rate_bps=bit_rate_bps, cn0_dbhz=60.0)
    assert_heard(hear_audio(through(AudioChain(rate_hz=22050), sent), 22050), sent)


@pytest.mark.parametrize("bits", [LONG, SELF_TEST], ids=["distress", "self-test"])
def test_noisy_audio_never_makes_distress_a_self_test_nor_the_other_way_round(bits: str) -> None:
    sent = spoken(20, bits=bits, cn0_dbhz=48.0, apart_s=0.65)
    heard = hear_audio(through(AudioChain(rate_hz=22050), sent), 22050)
    assert {digits[:6] for digits in heard.messages} == {hex_of(bits)[:6]}
    assert len(heard.messages) >= 15


@pytest.mark.parametrize(
    "chain",
    [
        {"de_emphasis_s": 75e-6, "gain": 1.5},
        {"de_emphasis_s": 530e-6, "gain": 6.0},
        {"high_pass_hz": 100.0},
        {"high_pass_hz": 300.0},
        {"de_emphasis_s": 530e-6, "high_pass_hz": 300.0, "gain": 6.0},
        {"gain": 4.0},
        {"gain": 12.0},
        {"gain": 0.005},
        {"channel_hz": 8e3},
    ],
    ids=str,
)
def test_what_a_scanner_does_to_audio_is_no_obstacle(chain: dict[str, float]) -> None:
    sent = spoken(4)
    audio = through(AudioChain(rate_hz=22050, **chain), sent)
    assert_heard(hear_audio(audio, 22050), sent)


@pytest.mark.parametrize("gain", [0.05, 1.0, 6.0])
@pytest.mark.parametrize("rate_hz", [11025.0, 48e3])
def test_eight_bits_are_enough(gain: float, rate_hz: float) -> None:
    sent = spoken(3)
    audio = through(AudioChain(rate_hz=rate_hz, gain=gain), sent)
    stored: Reals = (np.round(audio * 127) / 127).astype(np.float32)
    assert_heard(hear_audio(stored, rate_hz), sent)


@pytest.mark.parametrize("offset_hz", [-2000.0, 2000.0])
def test_a_receiver_tuned_beside_the_beacon_hears_it(offset_hz: float) -> None:
    sent = spoken(3, offset_hz=offset_hz)
    audio = through(AudioChain(rate_hz=22050, deviation_hz=5e3), sent)
    assert_heard(hear_audio(audio, 22050), sent)


def test_audio_gives_no_frequency_level_or_index_but_the_bit_rate() -> None:
    sent = spoken(2, bit_rate_bps=402.0)
    heard = hear_audio(through(AudioChain(rate_hz=22050), sent), 22050)
    for burst in (detection.burst for detection in heard.detections):
        absent = (burst.frequency_hz, burst.offset_hz, burst.drift_hz_per_s, burst.cn0_dbhz)
        assert absent == (None,) * 4
        assert (burst.modulation_index_rad, burst.phase_error_rad) == (None, None)
        assert burst.bit_rate_bps == pytest.approx(402.0, abs=0.3)


@pytest.mark.parametrize("size", [900, 4410, 22050, 10**9])
def test_blocks_of_any_size_give_the_same_messages(size: int) -> None:
    sent = spoken(8)
    audio = through(AudioChain(rate_hz=22050), sent)
    assert_heard(hear_audio(audio, 22050, size=size), sent)


def test_a_self_test_cut_at_bit_112_keeps_its_first_field_before_an_open_squelch() -> None:
    """Its noise may be taken for a second field, but never for one that can be trusted."""
    sent = spoken(3, bits=SELF_TEST[:112])
    heard = hear_audio(through(AudioChain(rate_hz=22050), sent), 22050)
    assert [digits[:26] for digits in heard.messages] == [hex_of(SELF_TEST)[:26]] * 3
    for message in (detection.message for detection in heard.detections):
        assert message.self_test
        assert DOUBTS.intersection(message.reasons)


def test_noise_costs_bursts_but_invents_none() -> None:
    sent = spoken(10, cn0_dbhz=47.0)
    heard = hear_audio(through(AudioChain(rate_hz=22050), sent), 22050)
    trusted = [d.message.hex for d in heard.detections if d.message.valid]
    assert {digits[6:26] for digits in trusted} <= {hex_of(LONG)[6:26]}
    assert len(trusted) > 4


def test_a_file_that_holds_one_burst_and_nothing_else_is_read() -> None:
    samples = recorded([FgbBurst(bits=LONG, start_s=0.0, cn0_dbhz=60.0)], rate_hz=IF_RATE_HZ)
    whole = samples[: round(0.52 * IF_RATE_HZ)]
    audio = fm_audio(whole, IF_RATE_HZ, AudioChain(rate_hz=22050))
    assert hear_audio(audio, 22050).messages == [hex_of(LONG)]
