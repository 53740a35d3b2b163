"""A beacon of the test protocol, made up, and a recording of it."""

from pathlib import Path

import pytest

from station.main import main

MESSAGE = "FFFE2F8E3EABCDE530A08DD7A03580200CDF"


@pytest.fixture
def message() -> str:
    """C/S T.001 standard location, test: country 227, 48°30'N 004°15'W."""
    return MESSAGE


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bursts in 2 s at 406.038 and 406.062 MHz."""
    path = tmp_path_factory.mktemp("recording") / "two.sigmf-meta"
    bursts = [f"--burst={MESSAGE},offset={offset},cn0=48" for offset in ("-12k", "12k")]
    start = "--start=2026-01-02T03:04:05Z"
    assert main(["simulate", str(path), *bursts, start, "--format=cu8", "--rate=96k"]) == 0
    return path
