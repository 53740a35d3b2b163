// Which part of the Earth the map shows.
//
// Azimuthal equidistant (Snyder, USGS Professional Paper 1395, section 25): from the centre of the
// map, distances and bearings are true, at sea, at a pole, or over the date line.

import { EARTH_KM, distanceKm } from "./geodesy.js";

const FILLED = 0.42; // of the shorter side, from the centre to the outermost mark
const NARROWEST_KM = 30;
const WIDEST_RADIANS = Math.PI;
const IDLE_RADIANS = 1.05; // fills the window with an ocean and its coasts
const CLOSEST = 4e6; // pixels a radian: 1.6 m each
const RADIANS = Math.PI / 180;
const RIM_DEGREES = 179.9;

export class View {
  size = [1, 1];
  unit = 1; // how many of the style sheet's pixels are one here: more on a wall
  centre = { lat: 20, lon: 0 };
  scale = 100; // pixels a radian
  projection = d3.geoAzimuthalEquidistant();

  update() {
    const [width, height] = this.size;
    this.scale = Math.min(CLOSEST, Math.max(this.#least, this.scale));
    const seen = Math.hypot(width, height) / 2 / this.scale / RADIANS;
    this.projection
      .rotate([-this.centre.lon, -this.centre.lat])
      .translate([width / 2, height / 2])
      .scale(this.scale)
      .clipAngle(Math.min(RIM_DEGREES, seen + 1));
  }

  // All of the points, and their middle in the middle.
  fit(points, narrowestKm = NARROWEST_KM) {
    if (points.length === 0) {
      this.centre = { lat: 20, lon: 0 };
      this.scale = (FILLED * Math.min(...this.size)) / IDLE_RADIANS;
      return;
    }
    const coordinates = points.map(({ lat, lon }) => [lon, lat]);
    const [lon, lat] = d3.geoCentroid({ type: "MultiPoint", coordinates });
    this.centre = Number.isFinite(lon) ? { lat, lon } : points[0];
    const farthest = Math.max(narrowestKm, ...points.map((each) => distanceKm(this.centre, each)));
    this.scale = (FILLED * Math.min(...this.size) * EARTH_KM) / farthest;
  }

  zoom(factor, at = null) {
    const before = at && this.projection.invert(at);
    this.scale *= factor;
    this.update();
    const after = before && this.projection(before);
    if (after) this.pan(at[0] - after[0], at[1] - after[1]);
  }

  // The Earth moves under the window by so many pixels.
  pan(right, down) {
    const [width, height] = this.size;
    const [lon, lat] = this.projection.invert([width / 2 - right, height / 2 - down]);
    if (Number.isFinite(lon) && Number.isFinite(lat)) this.centre = { lat, lon };
    this.update();
  }

  pixels([x, y]) {
    return this.projection([x, y]);
  }

  get #least() {
    return (FILLED * Math.min(...this.size)) / WIDEST_RADIANS;
  }
}
