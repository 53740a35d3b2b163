"""The configuration file: what is in it counts, and what is wrong in it is named."""

from pathlib import Path

import pytest

from alerts.errors import AlertSettingError
from alerts.incidents.thresholds import Thresholds
from alerts.store.retention import Retention
from station.config.config import Config, config_of, read_config
from station.main import main

DEPLOY = Path(__file__).parents[2] / "deploy"


def written(folder: Path, text: str) -> Path:
    path = folder / "station.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_configuration_whose_regions_and_routes_agree() -> None:
    config = read_config(DEPLOY / "beacon406.example.toml")
    assert [broker.name for broker in config.brokers] == ["primary", "secondary"]
    assert config.store == DEPLOY / "state/alerts.db"
    assert config.known_regions().names
    assert config.formats == ("sit185", "cap")
    assert config.thresholds == Thresholds(), "the example shows the defaults"
    assert config.retention == Retention(), "likewise"


def test_an_empty_file_is_a_station_that_only_listens(tmp_path: Path) -> None:
    assert read_config(written(tmp_path, "")) == Config()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("statoin = 'x'", "statoin"),
        ("station = 'a/b'", "station name 'a/b'"),
        ("root = ''", "root"),
        ("formats = ['sit158']", "'sit158' must be one of cap, "),
        ("[[brokers]]\nurl = 'mqtt://far.example.org'", "mqtts://far.example.org"),
        ("[[brokers]]\nname = 'x'", "url"),
        ("[thresholds]\nmatch_m = -1.0", "match_m"),
        ("[retention]\nother_s = 0.0", "other_s"),
        ("[retention]\nother_d = 30", "other_d"),
        ("[[routes]]\nname = 'x'\nclasses = ['distres']", "distres"),
        ("station =", "station.toml"),
        ("[evidence]\nfolder = 'e'\nseconds_kept = 600.5", "seconds_kept 600.5: .* 600 at most"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(AlertSettingError, match=complaint) as raised:
        read_config(written(tmp_path, text))
    assert str(raised.value).startswith(str(tmp_path / "station.toml"))
    assert "\n" not in str(raised.value)


def test_a_route_to_a_broker_that_is_none_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "[[routes]]\nname = 'x'\nbrokers = ['nowhere']")
    with pytest.raises(AlertSettingError, match="no broker is named 'nowhere'"):
        read_config(path).known_regions()


def test_what_is_typed_comes_before_what_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "station = 'hill'")
    assert config_of(path, broker=None, station=None).station == "hill"
    assert config_of(path, broker=None, station="tower").station == "tower"


@pytest.mark.parametrize("command", ["replay", "correlate"])
def test_a_bad_file_is_one_line_and_no_traceback(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "nonsense = 1")
    options = ["--config", str(path), "x.cu8"] if command == "replay" else [str(path)]
    assert main([command, *options]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "nonsense" in said


def test_correlators_without_a_store_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "[[brokers]]\nurl = 'mqtt://localhost'")
    assert main(["correlate", str(path)]) == 1
    assert "store: is missing" in capsys.readouterr().err


def test_every_path_starts_from_the_files_folder(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'store = "alerts.db"\n[[brokers]]\nurl = "mqtts://station@localhost"\nca_file = "ca.crt"\n'
        'certificate_file = "own.crt"\nkey_file = "own.key"\npassword_file = "password"',
    )
    config = read_config(path)
    (broker,) = config.brokers
    files = broker.ca_file, broker.certificate_file, broker.key_file, broker.password_file
    named = ("ca.crt", "own.crt", "own.key", "password")
    assert files == tuple(tmp_path / name for name in named)
    assert config.store == tmp_path / "alerts.db"
