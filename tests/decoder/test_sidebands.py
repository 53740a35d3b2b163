"""A strong burst's own sidebands are known for what they are; another beacon's carrier is not."""

import pytest

from decoder.signal.lines import Line
from decoder.signal.sidebands import is_near, is_sideband

CARRIER = Line(time_s=10.0, offset_hz=1000.0, power=1.0, noise_density=1e-9)


def line(after_s: float, away_hz: float, level_db: float) -> Line:
    return Line(
        time_s=10.0 + after_s,
        offset_hz=1000.0 + away_hz,
        power=10 ** (level_db / 10),
        noise_density=1e-9,
    )


@pytest.mark.parametrize("way", [-1, 1])
@pytest.mark.parametrize(
    ("away_hz", "level_db"), [(400, -5), (800, -14), (1200, -15), (2000, -23), (6000, -32)]
)
def test_the_lines_of_a_message_of_one_repeated_bit_are_sidebands(
    way: int, away_hz: float, level_db: float
) -> None:
    assert is_sideband(line(0.25, way * away_hz, level_db), CARRIER)


@pytest.mark.parametrize(("away_hz", "level_db"), [(3000, -15), (1500, -8), (12e3, -30), (400, 0)])
def test_a_line_too_strong_for_a_sideband_is_looked_at(away_hz: float, level_db: float) -> None:
    assert not is_sideband(line(0.25, away_hz, level_db), CARRIER)


def test_beside_the_bare_carrier_there_is_only_a_click() -> None:
    assert is_sideband(line(0.0, 800.0, -35), CARRIER)
    assert not is_sideband(line(0.0, 800.0, -20), CARRIER)


@pytest.mark.parametrize("after_s", [-0.2, 0.6, 5.0])
def test_what_begins_before_or_after_the_burst_is_none_of_its_own(after_s: float) -> None:
    assert not is_sideband(line(after_s, 800.0, -40), CARRIER)


def test_bursts_are_near_that_lie_over_each_other_in_time_and_in_spectrum() -> None:
    assert is_near(line(0.4, 1000.0, 0), CARRIER)
    assert is_near(line(-0.4, -1000.0, 0), CARRIER)
    assert not is_near(line(0.8, 0.0, 0), CARRIER)
    assert not is_near(line(0.0, 2000.0, 0), CARRIER)
