"""In whose search-and-rescue region a position lies, from the operator's file (docs/routing.md).

The file is GeoJSON (RFC 7946): a FeatureCollection of Polygons and MultiPolygons, each feature with
the property `name`, and `countries` where the region's authority serves the beacons of some.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from alerts.errors import AlertSettingError
from alerts.routing.polygon import Polygon, RingError

Country = Annotated[int, Meta(ge=1, le=999)]
"""Maritime identification digits: three of them."""

Coordinates = tuple[tuple[tuple[float, ...], ...], ...]


class Region(msgspec.Struct, frozen=True):
    """
    name       as alerts and routing rules have it
    countries  whose beacons are at home here; None where the file does not say
    polygons   of which one must hold a position
    """

    name: str
    countries: frozenset[int] | None
    polygons: tuple[Polygon, ...]

    def covers(self, lat: float, lon: float) -> bool:
        return any(polygon.covers(lon, lat) for polygon in self.polygons)


class Regions(msgspec.Struct, frozen=True):
    """In the order of the file; empty where the operator gave none."""

    all: tuple[Region, ...] = ()

    def at(self, lat: float, lon: float) -> Region | None:
        """The first that holds the position: it belongs to one, however they overlap."""
        return next((region for region in self.all if region.covers(lat, lon)), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(region.name for region in self.all)


class OfPolygon(msgspec.Struct, frozen=True, tag="Polygon"):
    coordinates: Coordinates

    @property
    def polygons(self) -> tuple[Polygon, ...]:
        return (Polygon.parse(self.coordinates),)


class OfMultiPolygon(msgspec.Struct, frozen=True, tag="MultiPolygon"):
    coordinates: tuple[Coordinates, ...]

    @property
    def polygons(self) -> tuple[Polygon, ...]:
        return tuple(map(Polygon.parse, self.coordinates))


class Properties(msgspec.Struct, frozen=True):
    name: Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]+$")]
    countries: frozenset[Country] | None = None


class Feature(msgspec.Struct, frozen=True):
    type: Literal["Feature"]
    properties: Properties
    geometry: OfPolygon | OfMultiPolygon


class FeatureCollection(msgspec.Struct, frozen=True):
    type: Literal["FeatureCollection"]
    features: tuple[msgspec.Raw, ...]


def read_regions(path: Path) -> Regions:
    """Refuses the whole file for one bad feature: half of the regions would mislead."""
    try:
        return parse_regions(path.read_bytes())
    except OSError as error:
        raise AlertSettingError(f"regions {path}: {error.strerror}") from None
    except AlertSettingError as error:
        raise AlertSettingError(f"regions {path}: {error}") from None


def parse_regions(text: bytes) -> Regions:
    try:
        collection = msgspec.json.decode(text, type=FeatureCollection)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AlertSettingError(f"must be a GeoJSON FeatureCollection: {error}") from None
    seen: dict[str, Region] = {}
    for number, feature in enumerate(collection.features, start=1):
        region = _region(feature, number)
        if region.name in seen:
            raise AlertSettingError(
                f"feature {number} {region.name!r}: another has this name: make one MultiPolygon"
                f" of both"
            )
        seen[region.name] = region
    if not seen:
        raise AlertSettingError("has no features: give at least one region, or no file")
    return Regions(tuple(seen.values()))


def _region(text: msgspec.Raw, number: int) -> Region:
    try:
        feature = msgspec.json.decode(text, type=Feature)
    except (msgspec.DecodeError, RecursionError) as error:
        raise AlertSettingError(
            f"feature {number}: must be a Polygon or MultiPolygon with the property name: {error}"
        ) from None
    name = feature.properties.name
    try:
        polygons = feature.geometry.polygons
    except RingError as error:
        raise AlertSettingError(f"feature {number} {name!r}: {error}") from None
    if not polygons:
        raise AlertSettingError(
            f"feature {number} {name!r}: has no polygon: give it one, or leave it out"
        )
    return Region(name, feature.properties.countries, polygons)
