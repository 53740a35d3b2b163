"""The page of transitions and thresholds is up to date and complete."""

from pathlib import Path

import msgspec

from alerts.incidents.document import meanings, page
from alerts.incidents.kind import Kind
from alerts.incidents.thresholds import Pace, Thresholds
from alerts.incidents.transitions import TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs" / "incidents.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page()


def test_every_kind_is_one_line_of_the_table() -> None:
    assert sorted(row.kind for row in TRANSITIONS) == sorted(Kind)


def test_every_threshold_is_explained() -> None:
    for kind in (Thresholds, Pace):
        assert list(meanings(kind)) == [each.name for each in msgspec.structs.fields(kind)]


def test_the_page_shows_the_defaults() -> None:
    assert "| `match_m` | 20 km |" in page()
    assert "| `second_generation.silent_after_s` | 10.5 min |" in page()
    assert "| `aircraft_m_per_s` | 350 m/s |" in page()
    assert "| `confirming_bursts` | 2 |" in page()
