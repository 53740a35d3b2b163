"""Names of recordings; each example follows the writer named in sdr/file_names.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.file_names import ZONE_UNKNOWN_S, NameHints, hints_from_name
from sdr.sample_format import SampleFormat

START_UTC_S = 1795302785.0
"""2026-11-21T23:13:05Z"""


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        (
            "SDRSharp_20261121_231305Z_406050000Hz_IQ.wav",
            NameHints(center_hz=406.05e6, utc_s=START_UTC_S, utc_uncertainty_s=1.0),
        ),
        (
            "SDRSharp_20261121_231305Z_406050kHz_AF.wav",
            NameHints(center_hz=406.05e6, utc_s=START_UTC_S, utc_uncertainty_s=1.0, audio=True),
        ),
        (
            "mast_HDSDR_20261121_231305Z_406050kHz_RF.wav",
            NameHints(center_hz=406.05e6, utc_s=START_UTC_S, utc_uncertainty_s=1.0),
        ),
        (
            "SDRuno_20261121_231305Z_406050kHz.wav",
            NameHints(center_hz=406.05e6, utc_s=START_UTC_S, utc_uncertainty_s=1.0),
        ),
        (
            "gqrx_20261121_231305_406050000_1800000_fc.raw",
            NameHints(
                center_hz=406.05e6,
                rate_hz=1.8e6,
                format=SampleFormat.CF32,
                utc_s=START_UTC_S,
                utc_uncertainty_s=1.0,
            ),
        ),
        (
            "baseband_406050000Hz_23-13-05_21-11-2026.wav",
            NameHints(center_hz=406.05e6, utc_s=START_UTC_S, utc_uncertainty_s=ZONE_UNKNOWN_S),
        ),
        (
            "audio_406050000Hz_23-13-05_21-11-2026.wav",
            NameHints(
                center_hz=406.05e6,
                utc_s=START_UTC_S,
                utc_uncertainty_s=ZONE_UNKNOWN_S,
                audio=True,
            ),
        ),
        (
            "rec0_2026-11-21T23_13_05_250.wav",
            NameHints(utc_s=START_UTC_S + 0.25, utc_uncertainty_s=0.5),
        ),
        (
            "test.2026-11-21T23_13_05_250.sdriq",
            NameHints(utc_s=START_UTC_S + 0.25, utc_uncertainty_s=0.5),
        ),
        (
            "g001_406.05M_250k.cu8",
            NameHints(center_hz=406.05e6, rate_hz=250e3, format=SampleFormat.CU8),
        ),
        (
            "g001_406050000Hz_2.4Msps.cs16",
            NameHints(center_hz=406.05e6, rate_hz=2.4e6, format=SampleFormat.CS16),
        ),
        ("night.CS8", NameHints(format=SampleFormat.CS8)),
        ("night.cfile", NameHints(format=SampleFormat.CF32)),
        ("night.wav", NameHints()),
    ],
)
def test_a_name_tells_what_its_program_put_into_it(name: str, hints: NameHints) -> None:
    assert hints_from_name(name) == hints


@pytest.mark.parametrize(
    "name",
    [
        "SDRSharp_20261321_231305Z_406050000Hz_IQ.wav",
        "gqrx_20260230_231305_406050000_1800000_fc.raw",
        "baseband_406050000Hz_25-13-05_21-11-2026.wav",
        "rec0_2026-11-21T23_60_05_250.wav",
    ],
)
def test_an_impossible_date_is_no_time(name: str) -> None:
    hints = hints_from_name(name)
    assert (hints.utc_s, hints.utc_uncertainty_s) == (None, None)


@pytest.mark.parametrize("name", ["v2.4Mx.wav", "x5k.wav", "406.05.wav", "1.2.3M4.wav"])
def test_numbers_that_are_part_of_a_word_say_nothing(name: str) -> None:
    assert hints_from_name(name) == NameHints()


@given(name=st.text() | st.from_regex(r"gqrx_[0-9]{8}_[0-9]{6}_[0-9]+_[0-9]+_fc"))
def test_any_name_is_looked_at_without_an_error(name: str) -> None:
    assert isinstance(hints_from_name(name), NameHints)
