"""The spectrum that the page shows: a line stands where it is, as far as it is received."""

import numpy as np
import pytest
from looks_made_up import CENTER_HZ, LINE_HZ, NOISE_DBFS_HZ, RATE_HZ, made_up_look
from web_running import API, LOCAL, Running, running

from alerts.store.store import Store
from sdr.health.look import Look
from station.web.health import Condition
from station.web.settings import WebSettings
from station.web.spectrum import COLUMNS_MOST, SpectrumRow, spectrum_rows


def row(look: Look, *, wide: bool = False) -> SpectrumRow:
    (only,) = spectrum_rows({"roof": look}, wide=wide).rows
    return only


@pytest.mark.parametrize("wide", [False, True])
def test_a_line_is_in_the_column_of_its_frequency(*, wide: bool) -> None:
    found = row(made_up_look(), wide=wide)
    columns = np.array(found.columns_dbfs_hz)
    column_hz = (found.high_hz - found.low_hz) / columns.size
    middle_hz = found.low_hz + (int(np.argmax(columns)) + 0.5) * column_hz
    assert middle_hz == pytest.approx(LINE_HZ, abs=column_hz)
    assert found.peak_hz == pytest.approx(LINE_HZ, abs=RATE_HZ / 4096)
    assert found.peak_db == pytest.approx(columns.max() - found.noise_dbfs_hz, abs=0.2)
    assert found.noise_dbfs_hz == pytest.approx(NOISE_DBFS_HZ, abs=1.0)


def test_the_band_has_a_margin_and_the_whole_is_all_that_is_received() -> None:
    band, whole = row(made_up_look()), row(made_up_look(), wide=True)
    assert (band.low_hz, band.high_hz) == (405.975e6, 406.125e6)
    assert (whole.low_hz, whole.high_hz) == (CENTER_HZ - RATE_HZ / 2, CENTER_HZ + RATE_HZ / 2)
    assert len(band.columns_dbfs_hz) <= COLUMNS_MOST
    assert len(whole.columns_dbfs_hz) == COLUMNS_MOST


def test_without_a_known_middle_frequencies_are_offsets() -> None:
    found = row(made_up_look(rate_hz=48e3, center_hz=None))
    assert found.center_hz is None
    assert (found.low_hz, found.high_hz) == (-24e3, 24e3)
    assert found.peak_hz == pytest.approx(4800, abs=50)


def test_another_look_is_another_row() -> None:
    assert row(made_up_look(time_s=7.0)).number < row(made_up_look(time_s=8.0)).number


async def rows(station: Running, **parameters: str) -> list[dict[str, object]]:
    answer = await station.client.get(f"{API}/spectrum", params=parameters)
    answer.raise_for_status()
    found: list[dict[str, object]] = answer.json()["rows"]
    return found


async def test_it_is_asked_for_over_http() -> None:
    condition = Condition(looks={"roof": made_up_look(), "mast": made_up_look()})
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
