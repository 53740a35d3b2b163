"""A station's poor clock is told wherever its times are, in words."""

from collections.abc import Callable

import msgspec
import pytest
from made_up_alerts import THRESHOLDS, burst_event

from alerts.desk import Desk
from alerts.formats import FORMATS
from alerts.formats.wording import description, times_may_be_off
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics

NOW_S = 1_800_000_000.0
DOUBT = "Times may be off by 61 s."


def told(*uncertainties_s: float | None) -> Alert:
    """Of a burst that stations with such clocks have heard; the last of the alerts."""
    with Store() as store:
        desk = Desk(store, Messages(Topics("hill")), THRESHOLDS)
        alerts = [
            alert
            for number, off_s in enumerate(uncertainties_s)
            for alert in desk.take(
                [
                    msgspec.structs.replace(
                        burst_event(NOW_S + 50 * number, station=f"hill{number}", lat=10 + number),
                        time_uncertainty_s=off_s,
                    )
                ],
                NOW_S + 50 * number,
            )
        ]
    return alerts[-1]


@pytest.mark.parametrize(
    ("uncertainties_s", "expected"),
    [
        ((0.1,), None),
        ((None,), None),
        ((1.4, 0.1), None),
        ((60.1,), DOUBT),
        ((60.1, 0.1), DOUBT),
        ((0.1, 60.1, None), DOUBT),
    ],
)
def test_the_worst_of_the_clocks_is_told_where_it_matters(
    uncertainties_s: tuple[float | None, ...], expected: str | None
) -> None:
    assert times_may_be_off(told(*uncertainties_s).incident) == expected


def test_the_clock_of_a_station_is_that_of_its_last_burst() -> None:
    alert = told(60.1)
    (reception,) = alert.incident.receptions
    assert reception.time_uncertainty_s == 60.1


@pytest.mark.parametrize("name", ["sit185", "cap", "cot", "kml", "gpx"])
def test_every_product_with_words_says_so(name: str) -> None:
    render: Callable[[Alert], bytes] = FORMATS[name].render
    assert DOUBT.lower() in render(told(60.1)).decode().lower()
    assert DOUBT.lower() not in render(told(0.1)).decode().lower()


def test_a_description_says_so_after_the_times() -> None:
    assert description(told(60.1)).endswith(f"2027-01-15 08:00:00 UTC. {DOUBT}")
