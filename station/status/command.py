"""`beacon406 status`: how a running station is, as it says itself."""

import sys
from argparse import Namespace

import msgspec

from alerts.errors import AlertSettingError
from alerts.status import State
from station.report import complain
from station.status.request import NotKnownError, Place, asked, place_of
from station.status.text import lines_of
from station.web.health import Health

ONLINE, DEGRADED, NOT_KNOWN = 0, 1, 3


def run(arguments: Namespace) -> int:
    try:
        place = place_of(arguments.station, arguments.token_file, arguments.ca_file)
        document = asked(place)
        health = _read(document, place)
    except (AlertSettingError, NotKnownError) as error:
        complain(error)
        return NOT_KNOWN
    if arguments.json:
        sys.stdout.buffer.write(document + b"\n")
    else:
        print("\n".join(lines_of(health)))
    return ONLINE if health.state is State.ONLINE else DEGRADED


def _read(document: bytes, place: Place) -> Health:
    try:
        return msgspec.json.decode(document, type=Health)
    except msgspec.DecodeError as error:
        raise NotKnownError(f"{place}: this is no station of this version: {error}") from None
