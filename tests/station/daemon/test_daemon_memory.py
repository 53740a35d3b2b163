"""What a receiver has learned outlives the process, and never stops it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.health.deafness import Baseline
from station.daemon.memory import recall, remember

LEARNED = Baseline(usual_db=-112.5, first_db=-113.0)


def test_what_was_learned_is_known_at_the_next_start(tmp_path: Path) -> None:
    store = tmp_path / "alerts.db"
    remember(store, "roof", LEARNED)
    assert recall(store, "roof") == LEARNED
    assert recall(store, "mast") is None
    assert [file.name for file in tmp_path.iterdir()] == ["alerts.roof.hearing.json"]


def test_each_receiver_of_each_station_has_its_own(tmp_path: Path) -> None:
    other = Baseline(usual_db=1.0, first_db=2.0)
    remember(tmp_path / "alerts.db", "roof", LEARNED)
    remember(tmp_path / "alerts.db", "mast", other)
    remember(tmp_path / "other.db", "roof", other)
    assert recall(tmp_path / "alerts.db", "roof") == LEARNED


@given(st.binary(max_size=60))
def test_a_file_that_cannot_be_read_is_learned_again(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes
) -> None:
    folder = tmp_path_factory.mktemp("memory")
    (folder / "alerts.roof.hearing.json").write_bytes(damage)
    assert recall(folder / "alerts.db", "roof") is None


def test_a_place_that_cannot_be_written_does_not_end_what_hears(tmp_path: Path) -> None:
    store = tmp_path / "gone" / "alerts.db"
    remember(store, "roof", LEARNED)
    assert recall(store, "roof") is None


def test_nothing_learned_does_not_replace_what_was(tmp_path: Path) -> None:
    store = tmp_path / "alerts.db"
    remember(store, "roof", LEARNED)
    remember(store, "roof", None)
    assert recall(store, "roof") == LEARNED


def test_a_station_without_a_store_remembers_nothing() -> None:
    remember(None, "roof", LEARNED)
    assert recall(None, "roof") is None
