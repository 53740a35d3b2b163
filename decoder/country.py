"""Countries by maritime identification digits, the country code of beacons: C/S T.001 A1.2.3.

The table is the ITU's list of MIDs with names shortened; a territory stands before its country.
"""

from importlib import resources

import msgspec

COUNTRIES: dict[int, str] = msgspec.json.decode(
    resources.files("decoder").joinpath("countries.json").read_bytes(), type=dict[int, str]
)


def country_name(country: int) -> str | None:
    """None where the ITU has assigned the code to nobody."""
    return COUNTRIES.get(country)
