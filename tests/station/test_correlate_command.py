"""`beacon406 correlate` as it is typed: what one of its tasks fails of is one line."""

from pathlib import Path

import pytest

from alerts.errors import AlertSettingError
from station.correlate.command import Correlation
from station.main import main

TAKEN = AlertSettingError("web 127.0.0.1 port 8406: Address already in use: give another")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "correlator.toml"
    file.write_text('store = "alerts.db"\n[[brokers]]\nurl = "mqtt://127.0.0.1:1"\n')
    return file


def fail_of(monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> None:
    """As tasks within tasks do."""

    async def run(_: Correlation) -> None:
        raise ExceptionGroup("outer", [ExceptionGroup("inner", errors)])

    monkeypatch.setattr(Correlation, "run", run)


def test_what_is_foreseen_is_one_line(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_of(monkeypatch, TAKEN)
    assert main(["correlate", str(config)]) == 1
    assert capsys.readouterr().err == f"beacon406: {TAKEN}\n"


def test_what_nobody_has_foreseen_is_told_whole(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_of(monkeypatch, TAKEN, LookupError("a bug"))
    with pytest.raises(ExceptionGroup) as raised:
        main(["correlate", str(config)])
    assert raised.group_contains(LookupError)
