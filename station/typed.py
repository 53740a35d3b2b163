"""Values as people type them after an option: 250k, 2.4M, 406.05M, 2026-01-02T03:04:05Z."""

import math
import os
from argparse import ArgumentTypeError
from datetime import datetime
from typing import TYPE_CHECKING

from alerts.errors import AlertSettingError
from sdr.centers import HIGHEST_CENTER_HZ

if TYPE_CHECKING:
    from alerts.mqtt.broker_url import BrokerUrl

MOST_PROCESSES = 256
MOST_CARRIER_ERROR_HZ = 30e3
"""74 ppm, more than any dongle is off: beyond, the search would cost time for nothing."""
MULTIPLES = {"k": 1e3, "M": 1e6, "G": 1e9}


def hertz(text: str) -> float:
    """Hz of a number with an optional k, M or G; ValueError for anything else."""
    number = text.strip().removesuffix("Hz").rstrip()
    multiple = MULTIPLES.get(number[-1:], 1.0)
    value = float(number[:-1] if multiple > 1 else number) * multiple
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def positive(text: str) -> float:
    """The same for what must be above zero, as an argparse type."""
    try:
        value = hertz(text)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise ArgumentTypeError(f"{text!r} is no number above 0, such as 250k or 2.4M")
    return value


def center(text: str) -> float:
    """The radio frequency of a recording's middle, as an argparse type."""
    center_hz = positive(text)
    if center_hz > HIGHEST_CENTER_HZ:
        raise ArgumentTypeError(f"{text!r} is above {HIGHEST_CENTER_HZ / 1e9:.0f} GHz")
    return center_hz


def carrier_error(text: str) -> float:
    """How far off a receiver may hear a carrier, either way, as an argparse type."""
    try:
        error_hz = hertz(text)
    except ValueError:
        error_hz = -1.0
    if not 0 <= error_hz <= MOST_CARRIER_ERROR_HZ:
        most = f"{MOST_CARRIER_ERROR_HZ / 1e3:.0f}k"
        raise ArgumentTypeError(f"{text!r} is no frequency from 0 to {most}, such as 2.5k")
    return error_hz


def natural(text: str) -> int:
    """0, 1, 2, ... as an argparse type."""
    if not (text.isascii() and text.isdecimal()):
        raise ArgumentTypeError(f"{text!r} is no whole number from 0 up")
    return int(text)


def processes(text: str) -> int:
    """1, 2, 3, ... up to a number that a machine can have, as an argparse type."""
    number = natural(text)
    if not 1 <= number <= MOST_PROCESSES:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_PROCESSES}")
    return number


def utc(text: str) -> datetime:
    """An ISO 8601 time with its zone, as an argparse type."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no time such as 2026-01-02T03:04:05Z") from None
    if time.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} names no zone; end a time of UTC in Z")
    return time


def broker(text: str) -> "BrokerUrl":
    """A broker's address, whose password can be read if it needs one, as an argparse type."""
    from alerts.mqtt.broker_url import BrokerUrl, read_password  # noqa: PLC0415 not for `--help`

    try:
        url = BrokerUrl.parse(text)
        if url.user:
            read_password(os.environ)
    except AlertSettingError as error:
        raise ArgumentTypeError(str(error)) from None
    return url


def station_name(text: str) -> str:
    """A name that can stand in an MQTT topic, as an argparse type."""
    from alerts.topics import check_station  # noqa: PLC0415 likewise

    try:
        return check_station(text)
    except AlertSettingError as error:
        raise ArgumentTypeError(str(error)) from None
