"""The spectrum that the page shows: a line stands where it is, as far as it is received."""

import numpy as np
import pytest
from web_running import API, LOCAL, Running, running

from alerts.store.store import Store
from sdr.block import SampleBlock
from sdr.health.look import Look, look_at_block
from sdr.sample_format import FLOAT32
from station.web.health import Condition
from station.web.settings import WebSettings
from station.web.spectrum import COLUMNS_MOST, SpectrumRow, spectrum_rows

RATE_HZ, CENTER_HZ, LINE_HZ = 1.024e6, 406.2e6, 406.035e6
NOISE_DBFS_HZ = -100.0


def look(
    rate_hz: float = RATE_HZ, center_hz: float | None = CENTER_HZ, time_s: float = 7.0
) -> Look:
    """At noise, with a line 30 dB over the noise in 1 kHz."""
    dice = np.random.default_rng(406)
    count = round(0.02 * rate_hz)
    noise = dice.normal(size=(count, 2)) @ np.array([1, 1j]) / np.sqrt(2)
    amplitude = np.sqrt(10 ** (NOISE_DBFS_HZ / 10) * rate_hz)
    offset_hz = 0.1 * rate_hz if center_hz is None else LINE_HZ - center_hz
    line = np.exp(2j * np.pi * offset_hz / rate_hz * np.arange(count))
    strength = np.sqrt(10 ** (NOISE_DBFS_HZ / 10) * 1e6)
    samples = (amplitude * noise + strength * line).astype(np.complex64)
    return look_at_block(SampleBlock(samples, rate_hz, center_hz, time_s), FLOAT32)


def row(look: Look, *, wide: bool = False) -> SpectrumRow:
    (only,) = spectrum_rows({"roof": look}, wide=wide).rows
    return only


@pytest.mark.parametrize("wide", [False, True])
def test_a_line_is_in_the_column_of_its_frequency(*, wide: bool) -> None:
    found = row(look(), wide=wide)
    columns = np.array(found.columns_dbfs_hz)
    column_hz = (found.high_hz - found.low_hz) / columns.size
    middle_hz = found.low_hz + (int(np.argmax(columns)) + 0.5) * column_hz
    assert middle_hz == pytest.approx(LINE_HZ, abs=column_hz)
    assert found.peak_hz == pytest.approx(LINE_HZ, abs=RATE_HZ / 4096)
    assert found.peak_db == pytest.approx(columns.max() - found.noise_dbfs_hz, abs=0.2)
    assert found.noise_dbfs_hz == pytest.approx(NOISE_DBFS_HZ, abs=1.0)


def test_the_band_has_a_margin_and_the_whole_is_all_that_is_received() -> None:
    band, whole = row(look()), row(look(), wide=True)
    assert (band.low_hz, band.high_hz) == (405.975e6, 406.125e6)
    assert (whole.low_hz, whole.high_hz) == (CENTER_HZ - RATE_HZ / 2, CENTER_HZ + RATE_HZ / 2)
    assert len(band.columns_dbfs_hz) <= COLUMNS_MOST
    assert len(whole.columns_dbfs_hz) == COLUMNS_MOST


def test_without_a_known_middle_frequencies_are_offsets() -> None:
    found = row(look(rate_hz=48e3, center_hz=None))
    assert found.center_hz is None
    assert (found.low_hz, found.high_hz) == (-24e3, 24e3)
    assert found.peak_hz == pytest.approx(4800, abs=50)


def test_another_look_is_another_row() -> None:
    assert row(look(time_s=7.0)).number < row(look(time_s=8.0)).number


async def rows(station: Running, **parameters: str) -> list[dict[str, object]]:
    answer = await station.client.get(f"{API}/spectrum", params=parameters)
    answer.raise_for_status()
    found: list[dict[str, object]] = answer.json()["rows"]
    return found


async def test_it_is_asked_for_over_http() -> None:
    condition = Condition(looks={"roof": look(), "mast": look()})
    async with running(Store(), LOCAL, condition=lambda: condition) as station:
        assert [each["source"] for each in await rows(station)] == ["roof", "mast"]
        assert (await rows(station, wide="true"))[0]["high_hz"] == CENTER_HZ + RATE_HZ / 2
        refused = await station.client.get(f"{API}/spectrum", params={"wide": "perhaps"})
        assert refused.status_code == 400
        assert refused.json()["error"] == "wide: must be true or false"


async def test_a_station_without_samples_has_no_row() -> None:
    async with running(Store(), LOCAL) as station:
        assert await rows(station) == []


async def test_who_may_not_read_does_not_see_it() -> None:
    async with running(Store(), WebSettings(port=0, anonymous=False)) as station:
        assert (await station.client.get(f"{API}/spectrum")).status_code == 401
