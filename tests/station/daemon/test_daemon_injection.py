"""The test burst is heard as what it is, and only it: mixed in anywhere, cut anyhow."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.classify import classify
from decoder.detection import Detection
from decoder.message import MessageClass
from decoder.receiver import Receiver
from sdr.block import SampleBlock, SignalKind
from sdr.health.look import look_at_block
from sdr.sample_format import FLOAT32
from station.daemon.injection import (
    AGAIN_S,
    NOT_AT_ONCE_S,
    Injector,
    hex_of,
    message_bits,
)
from station.daemon.injection_settings import InjectionSettings

RATE_HZ = 96_000.0
CENTER_HZ = 406.04e6
NOISE_DBFS_HZ = -80.0
DUE_S = 1000.0
"""Where the noise begins: a first burst is due there."""
OWN = hex_of(message_bits("hill/roof"))
USUAL = InjectionSettings()
CHANNEL_HZ = 406.010e6
"""In what C/S T.012 Annex H keeps free of beacons: 406.007 to 406.019 MHz."""


def noise(duration_s: float, start_s: float = DUE_S) -> SampleBlock:
    random = np.random.default_rng(406)
    size = round(duration_s * RATE_HZ)
    deviation = 10 ** (NOISE_DBFS_HZ / 20) * np.sqrt(RATE_HZ / 2)
    samples = deviation * random.standard_normal((size, 2))
    return SampleBlock(
        samples=np.ascontiguousarray(samples.astype(np.float32)).view(np.complex64)[:, 0],
        rate_hz=RATE_HZ,
        center_hz=CENTER_HZ,
        time_s=start_s,
        utc_s=1.8e9 + start_s,
        utc_uncertainty_s=0.1,
    )


def cut(block: SampleBlock, sizes: Sequence[int]) -> Iterator[SampleBlock]:
    """Into blocks of these sizes, again and again."""
    at = 0
    for size in itertools.cycle(sizes):
        if at >= block.samples.size:
            return
        samples = block.samples[at : at + size]
        later_s = at / block.rate_hz
        yield replace(
            block,
            samples=samples,
            time_s=block.time_s + later_s,
            utc_s=(block.utc_s or 0.0) + later_s,
        )
        at += size


def heard(injector: Injector, blocks: Iterator[SampleBlock]) -> list[Detection]:
    receiver = Receiver(None)
    found = [one for b in blocks for one in receiver.feed(injector.mixed(b, NOISE_DBFS_HZ))]
    return found + receiver.flush()


def made(settings: InjectionSettings = USUAL) -> tuple[Injector, list[str]]:
    sent: list[str] = []
    return Injector(settings, "hill/roof", sent.append), sent


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(2_000, 40_000), min_size=1, max_size=5))
def test_it_is_heard_as_a_test_at_its_frequency_wherever_blocks_are_cut(sizes: list[int]) -> None:
    injector, sent = made()
    (found,) = heard(injector, cut(noise(1.5), sizes))
    assert sent == [OWN]
    assert found.message.hex == OWN
    assert found.message.valid
    assert found.burst.frequency_hz == pytest.approx(CHANNEL_HZ, abs=5)
    assert found.burst.cn0_dbhz == pytest.approx(USUAL.cn0_dbhz, abs=1.5)
    assert classify(found.message, found.burst.frequency_hz) is MessageClass.TEST


def test_its_power_is_over_the_noise_as_the_station_measures_it() -> None:
    """The figure that the station's own looks give, and the one that it is mixed in by."""
    look = look_at_block(noise(0.5), FLOAT32)
    assert look.noise_dbfs_hz == pytest.approx(NOISE_DBFS_HZ, abs=0.5)


@pytest.mark.parametrize("name", ["hill", "hill/mast", "coast/roof", "Höhe/ä", ""])
def test_it_is_of_class_test_whatever_the_station_is_called(name: str) -> None:
    found = heard(Injector(USUAL, name, lambda _: None), cut(noise(1.5), [24_000]))
    assert [one.message.hex for one in found] == [hex_of(message_bits(name))]
    assert found[0].message.message_class is MessageClass.TEST
    assert found[0].message.hex != OWN


def test_the_samples_are_left_alone_where_none_is_wanted() -> None:
    injector, sent = made(InjectionSettings(every_s=0))
    injector.hurry()
    for block in cut(noise(2.0), [24_000]):
        assert injector.mixed(block, NOISE_DBFS_HZ) is block
    assert sent == []


def test_there_is_none_before_the_noise_is_known_nor_in_audio_nor_right_at_the_start() -> None:
    injector, sent = made()
    block = noise(0.25)
    audio = replace(block, kind=SignalKind.FM_AUDIO, center_hz=None)
    early = replace(block, time_s=NOT_AT_ONCE_S - 0.25)
    assert injector.mixed(early, NOISE_DBFS_HZ) is early
    assert injector.mixed(block, None) is block
    assert injector.mixed(audio, NOISE_DBFS_HZ) is audio
    assert injector.mixed(block, NOISE_DBFS_HZ) is not block
    assert sent == []


def times_sent(injector: Injector, sent: list[str], until_s: float, hurry: bool) -> list[float]:
    """In silence, where only the count matters."""
    at: list[float] = []
    quiet = replace(noise(0.25), samples=np.zeros(24_000, np.complex64))
    for number in range(round(until_s / 0.25)):
        if hurry:
            injector.hurry()
        injector.mixed(replace(quiet, time_s=number * 0.25), NOISE_DBFS_HZ)
        at += [number * 0.25] * (len(sent) - len(at))
    return at


def test_it_comes_as_often_as_told() -> None:
    injector, sent = made(InjectionSettings(every_s=100.0))
    assert times_sent(injector, sent, 400.0, hurry=False) == [30.25, 130.25, 230.25, 330.25]


def test_where_one_has_not_come_out_the_next_is_not_hours_away() -> None:
    injector, sent = made()
    times_sent(injector, sent, 40.0, hurry=False)
    assert len(sent) == 1
    injector, sent = made()
    first, second, *_ = times_sent(injector, sent, 40.0 + 2 * AGAIN_S, hurry=True)
    assert AGAIN_S <= second - first <= AGAIN_S + 2


@pytest.mark.parametrize("is_told", [True, False], ids=["gap", "reopened"])
def test_one_that_is_cut_by_a_gap_is_not_counted_but_begun_again(is_told: bool) -> None:
    injector, sent = made()
    blocks = list(cut(noise(3.0), [24_000]))
    del blocks[1]
    if is_told:
        blocks[1] = replace(blocks[1], gap_before=True, samples_lost=24_000)
    receiver = Receiver(None)
    found = receiver.feed(injector.mixed(blocks[0], NOISE_DBFS_HZ)) + receiver.flush()
    assert sent == []
    assert [one.message.hex for one in found + heard(injector, iter(blocks[1:]))] == [OWN]
    assert sent == [OWN]


def test_bursts_that_are_heard_beside_it_stay_as_they_were() -> None:
    """Samples are added, and nothing is taken away."""
    injector, _ = made()
    block = noise(0.25)
    with_burst = injector.mixed(block, NOISE_DBFS_HZ)
    added = with_burst.samples - block.samples
    power = np.mean(np.abs(added[block.samples.size // 2 :]) ** 2)
    assert 10 * np.log10(power) == pytest.approx(NOISE_DBFS_HZ + USUAL.cn0_dbhz, abs=0.1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("every_s", 0.5),
        ("every_s", 700_000.0),
        ("within_s", 0.0),
        ("cn0_dbhz", 20.0),
        ("cn0_dbhz", 90.0),
    ],
)
def test_a_setting_that_proves_nothing_is_refused_by_its_name(key: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"test_burst: {key} is {value:g}"):
        InjectionSettings(**{key: value})
