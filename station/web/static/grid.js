// Meridians and parallels, as close as the scale allows, named where they leave the map.

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.25, 0.1];
const APART = 110; // pixels, at least
const STRIDE = 3; // pixels between the places that are looked at along an edge
const RADIANS = Math.PI / 180;
const WIDEST = 1.3; // radians to a corner: beyond, lines meet at the edge and names would too

export function stepOf(scale) {
  return STEPS.findLast((step) => step * RADIANS * scale > APART) ?? STEPS[0];
}

export function gridOf(step) {
  const graticule = d3.geoGraticule().step([step, step]);
  return step >= 5 ? graticule() : graticule.extentMajor([[-180, -85], [180, 85]]).extentMinor([[-180, -85], [180, 85]])();
}

// [{ x, y, text }]: longitudes along the upper edge, latitudes along the left one.
export function gridNames(view, step) {
  const [width, height] = view.size;
  if (Math.hypot(width, height) / 2 / view.scale > WIDEST) return [];
  const at = (x, y) => view.projection.invert([x, y]) ?? [NaN, NaN];
  const across = crossings(width, step, (x) => at(x, 0)[0]);
  const down = crossings(height, step, (y) => at(0, y)[1]);
  return [
    ...across.map(({ pixel, degrees }) => ({ x: pixel + 3, y: 13, text: degreesText(degrees, "E", "W") })),
    ...down.filter(({ pixel }) => pixel > 30).map(({ pixel, degrees }) => ({ x: 4, y: pixel - 3, text: degreesText(degrees, "N", "S") })),
  ];
}

// Where a coordinate passes a multiple of the step; not where it leaps over the date line.
function crossings(length, step, coordinate) {
  const found = [];
  let before = coordinate(0);
  for (let pixel = STRIDE; pixel < length; pixel += STRIDE) {
    const now = coordinate(pixel);
    const line = Math.max(Math.floor(before / step), Math.floor(now / step));
    if (Math.abs(Math.floor(before / step) - Math.floor(now / step)) === 1) found.push({ pixel, degrees: line * step });
    before = now;
  }
  return found;
}

function degreesText(degrees, positive, negative) {
  const size = Math.abs(Number(degrees.toFixed(2)));
  return size === 0 ? "0°" : `${size}° ${degrees > 0 ? positive : negative}`;
}
