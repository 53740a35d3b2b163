"""What an operator can write about a source, and what is refused with the key, value and remedy."""

from typing import Any

import msgspec
import pytest

from sdr.live.settings import (
    AnySource,
    AudioSettings,
    NetworkSettings,
    PipeSettings,
    PlaySettings,
    RtlSdrSettings,
    RtlTcpSettings,
    SoapySettings,
)


class File(msgspec.Struct):
    sources: list[AnySource]


def decode(text: str) -> AnySource:
    def from_text(kind: type, value: object) -> Any:
        return kind(value)

    return msgspec.toml.decode(f"[[sources]]\n{text}", type=File, dec_hook=from_text).sources[0]


IQ = 'format = "cs16"\nrate_hz = 250e3\ncenter_hz = 406.05e6'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('kind = "rtl_sdr"', RtlSdrSettings),
        ('kind = "rtl_sdr"\nserial = "00000406"\ngain_db = 29.7\nbias_tee = true', RtlSdrSettings),
        ('kind = "rtl_tcp"\nrate_hz = 2400000.0', RtlTcpSettings),
        ('kind = "soapy"\ndevice = "driver=airspy"\nrate_hz = 3e6', SoapySettings),
        (
            f'kind = "network"\nprotocol = "udp"\nport = 5555\nsequence = "u64"\n{IQ}',
            NetworkSettings,
        ),
        ('kind = "audio"', AudioSettings),
        (f'kind = "pipe"\ncommand = ["cat"]\n{IQ}', PipeSettings),
        (
            'kind = "pipe"\npath = "-"\nformat = "cs16"\nrate_hz = 48e3\nfm_audio = true',
            PipeSettings,
        ),
        ('kind = "play"\npath = "a.wav"\nloop = true\nspeed = 2.0', PlaySettings),
    ],
)
def test_each_kind_is_read(text: str, kind: type[AnySource]) -> None:
    assert type(decode(text)) is kind


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('kind = "rtl_sdr"\nserail = "1"', "serail"),
        ('kind = "rtl-sdr"', "rtl-sdr"),
        ('kind = "rtl_sdr"\nrate_hz = 2e6', "source rtl_sdr: rate_hz 2000000: an RTL2832U gives"),
        ('kind = "rtl_sdr"\nrate_hz = 250e3', "center_hz 406200000: 250000 samples per second"),
        ('kind = "rtl_tcp"\ncenter_hz = 407e6', "center_hz 407000000"),
        ('kind = "rtl_tcp"\ngain_db = "agc"', "agc"),
        ('kind = "rtl_tcp"\nname = "a/b"', "source a/b: name a/b: use letters"),
        ('kind = "rtl_tcp"\nppm = 5000.0', "ppm"),
        (f'kind = "network"\nprotocol = "tcp"\nport = 1\nsequence = "u64"\n{IQ}', "sequence u64"),
        (f'kind = "network"\nprotocol = "tcp"\nport = 1\nsender = "::1"\n{IQ}', "sender ::1"),
        (f'kind = "network"\nprotocol = "udp"\nport = 1\nsender = "sdr"\n{IQ}', "sender sdr"),
        (f'kind = "network"\nprotocol = "udp"\nport = 1\nsender = "0:0::1"\n{IQ}', "sender 0:0"),
        (f'kind = "network"\nprotocol = "tcp"\nport = 0\n{IQ}', "port"),
        (f'kind = "pipe"\n{IQ}', "path None: give path or command"),
        (f'kind = "pipe"\npath = "a"\ncommand = ["b"]\n{IQ}', "path a: give path or command"),
        (
            f'kind = "pipe"\npath = "-"\nfm_audio = true\n{IQ}',
            "center_hz 406050000.0: needed for IQ",
        ),
        ('kind = "pipe"\npath = "-"\nformat = "cs16"\nrate_hz = 48e3', "center_hz None: needed"),
        ('kind = "play"\npath = "a"\nspeed = 0.0', "speed"),
    ],
)
def test_what_is_wrong_is_named_with_its_value(text: str, complaint: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refusal:
        decode(text)
    assert complaint in str(refusal.value)


def test_a_receiver_may_be_tuned_to_where_exercises_are_held() -> None:
    assert decode('kind = "rtl_tcp"\ncenter_hz = 433.5e6\nrate_hz = 250e3')


def test_the_usual_centre_keeps_the_middle_of_the_samples_out_of_the_band() -> None:
    settings = RtlSdrSettings()
    assert settings.center_hz - 406.1e6 >= 100e3
    assert settings.true_center_hz == settings.center_hz


def test_a_source_without_a_name_is_called_by_its_kind() -> None:
    assert RtlSdrSettings().label == "rtl_sdr"
    assert RtlSdrSettings(name="mast").label == "mast"
