"""Where live samples come from, as the operator's configuration file describes it: docs/sources.md.

[[sources]]
kind = "rtl_sdr"
serial = "00000406"
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sdr.sample_format import SampleFormat

BAND_HZ = (406.0e6, 406.1e6)
EXERCISES_HZ = (433.05e6, 434.79e6)
"""Where anybody may send: exercises are held and recorded there."""
USABLE_SPAN = 0.8
"""Of the rate: beyond it, filters before the samples were taken have begun to fall off."""

# What the crystal's 28.8 MHz give exactly or to 0.01 Hz; above 2.4e6, USB loses samples [mem].
RTL_RATES_HZ = (0.25e6, 0.96e6, 1.024e6, 1.2e6, 1.44e6, 1.6e6, 1.8e6, 1.92e6, 2.048e6, 2.4e6)
RTL_TCP_PORT = 1234

Host = Annotated[str, Meta(min_length=1)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Rate = Annotated[float, Meta(ge=8e3, le=20e6)]
AudioRate = Annotated[float, Meta(ge=8e3, le=192e3)]
Ppm = Annotated[float, Meta(ge=-200.0, le=200.0)]
Gain = Annotated[float, Meta(ge=-10.0, le=100.0)] | Literal["auto"]


class SourceSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"
):
    """
    name  what the operator calls it, a level of its topics; the kind where it has none
    """

    name: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", self.name):
            raise self.wrong("name", self.name, "use letters, digits, - and _, 40 at most")

    @property
    def label(self) -> str:
        return self.name or str(self.__struct_config__.tag)

    def wrong(self, key: str, value: object, remedy: str) -> ValueError:
        return ValueError(
            f"source {self.name or self.__struct_config__.tag}: {key} {value}: {remedy}"
        )

    def check_center(self, rate_hz: float, center_hz: float) -> None:
        """A station that hears only part of the band would be silent about the rest of it."""
        half_hz = USABLE_SPAN / 2.0 * rate_hz
        covers = center_hz - half_hz <= BAND_HZ[0] and center_hz + half_hz >= BAND_HZ[1]
        if not covers and not EXERCISES_HZ[0] <= center_hz <= EXERCISES_HZ[1]:
            remedy = (
                f"{rate_hz:.12g} samples per second around it do not hold 406.0 to 406.1 MHz;"
                " move it or raise rate_hz"
            )
            raise self.wrong("center_hz", f"{center_hz:.12g}", remedy)


class TunerSettings(SourceSettings, frozen=True, kw_only=True):
    """
    rate_hz    samples per second
    center_hz  what is tuned to: 150 kHz beside the middle of the band, so that neither the line
               that a dongle makes in the middle of its samples nor its skirts lie in the band
    gain_db    "auto" is set by the station, from noise and clipping; the tuner's own automatic
               control is never used, since it follows the strongest signal and not the noise
    ppm        by how much the crystal is fast, as for `rtl_sdr -p`; may have decimals
    bias_tee   5 V on the antenna socket, for a preamplifier
    """

    rate_hz: Rate = 1.024e6
    center_hz: float = 406.2e6
    gain_db: Gain = "auto"
    ppm: Ppm = 0.0
    bias_tee: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_center(self.rate_hz, self.center_hz)

    @property
    def true_center_hz(self) -> float:
        """Where a tuner really is that takes its crystal to be right."""
        return self.center_hz * (1.0 + self.ppm * 1e-6)

    def check_rtl_rate(self) -> None:
        if self.rate_hz not in RTL_RATES_HZ:
            rates = ", ".join(f"{rate_hz:.12g}" for rate_hz in RTL_RATES_HZ)
            raise self.wrong("rate_hz", f"{self.rate_hz:.12g}", f"an RTL2832U gives {rates}")


class RtlSdrSettings(TunerSettings, frozen=True, kw_only=True, tag="rtl_sdr"):
    """
    serial  of the dongle, as `rtl_test` shows it; needed where there is more than one
    """

    serial: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_rtl_rate()


class RtlTcpSettings(TunerSettings, frozen=True, kw_only=True, tag="rtl_tcp"):
    host: Host = "127.0.0.1"
    port: Port = RTL_TCP_PORT

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_rtl_rate()


class SoapySettings(TunerSettings, frozen=True, kw_only=True, tag="soapy"):
    """
    device   which one, as SoapySDRUtil takes it: "driver=airspy,serial=..."
    antenna  which socket, where it has several
    channel  which receiver, where it has several
    """

    device: str
    antenna: str | None = None
    channel: Annotated[int, Meta(ge=0)] = 0


class BareSettings(SourceSettings, frozen=True, kw_only=True):
    """Samples without a header.

    format     of each component
    rate_hz    samples per second
    center_hz  radio frequency in the middle of IQ; none for fm_audio
    fm_audio   one channel from an FM discriminator, not IQ
    """

    format: SampleFormat
    rate_hz: Rate
    center_hz: float | None = None
    fm_audio: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fm_audio != (self.center_hz is None):
            raise self.wrong("center_hz", self.center_hz, "needed for IQ, and for nothing else")
        if self.center_hz is not None:
            self.check_center(self.rate_hz, self.center_hz)


class NetworkSettings(BareSettings, frozen=True, kw_only=True, tag="network"):
    """
    protocol   "tcp": connects to host; "udp": listens at host
    sender     IP address whose datagrams alone are taken; without it, anybody's who can send here
    sequence   "u64": each datagram begins with its number, little-endian, as GNU Radio's UDP sink
               sends it: what the network loses is then known at once, and to the sample
    """

    protocol: Literal["tcp", "udp"]
    host: Host = "127.0.0.1"
    port: Port
    sequence: Literal["none", "u64"] = "none"
    sender: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.protocol == "tcp" and self.sequence != "none":
            raise self.wrong("sequence", self.sequence, 'only with protocol = "udp"')
        if self.protocol == "tcp" and self.sender is not None:
            raise self.wrong("sender", self.sender, 'only with protocol = "udp"')
        if self.sender is not None and not _is_address(self.sender):
            raise self.wrong("sender", self.sender, "give an IP address, as 10.0.0.7")


def _is_address(text: str) -> bool:
    try:
        return str(ip_address(text)) == text  # as datagrams come with it
    except ValueError:
        return False


class PipeSettings(BareSettings, frozen=True, kw_only=True, tag="pipe"):
    """
    path     a named pipe, or "-" for standard input
    command  or a program and its arguments, whose output it is; no shell reads it
    """

    path: str | None = None
    command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.path is None) == (not self.command):
            raise self.wrong("path", self.path, "give path or command, and one of them only")


class AudioSettings(SourceSettings, frozen=True, kw_only=True, tag="audio"):
    """The discriminator output of a receiver at a sound card, one channel, by ALSA's arecord.

    device   as `arecord -L` shows it
    """

    device: str = "default"
    rate_hz: AudioRate = 48e3


class PlaySettings(SourceSettings, frozen=True, kw_only=True, tag="play"):
    """A recording as if it were heard now.

    speed      times real time
    loop       again from the start when it ends; else the source ends
    format, rate_hz, center_hz, fm_audio   where the recording does not say
    """

    path: Path
    speed: Annotated[float, Meta(gt=0.0, le=1000.0)] = 1.0
    loop: bool = False
    format: SampleFormat | None = None
    rate_hz: Rate | None = None
    center_hz: float | None = None
    fm_audio: bool = False


AnySource = (
    RtlSdrSettings
    | RtlTcpSettings
    | SoapySettings
    | NetworkSettings
    | AudioSettings
    | PipeSettings
    | PlaySettings
)
