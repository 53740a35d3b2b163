"""Countries by maritime identification digits, the country code of beacons: C/S T.001 A1.2.3.

The table is the ITU's list of MIDs with names shortened; a territory stands before its country.
"""

from pathlib import Path

import msgspec

# Not by importlib.resources, which takes longer to import than all the protocols.
COUNTRIES: dict[int, str] = msgspec.json.decode(
    Path(__file__).with_name("countries.json").read_bytes(), type=dict[int, str]
)


def country_name(country: int) -> str | None:
    """None where the ITU has assigned the code to nobody."""
    return COUNTRIES.get(country)
