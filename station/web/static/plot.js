// Frequency and C/N0 of the bursts over time: a drift, a fading signal, a second beacon.

import { svg } from "./dom.js";
import { shortUtc } from "./words.js";

const WIDTH = 420;
const HEIGHT = 120;
const LEFT = 96;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 22;
const LINE = 12;

// points: [{ time, value, station }]; null where there is nothing to plot. Values are spread over the
// height, but for less than a range of `least`.
export function plot(title, points, format, { things = "bursts", least = 0 } = {}) {
  const known = points.filter(({ time, value }) => time !== null && value !== null);
  if (known.length === 0) return null;
  const across = scale(known.map(({ time }) => Date.parse(time)), LEFT, WIDTH - RIGHT, 1000);
  const values = known.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spare = Math.max(0, least - (high - low)) / 2;
  const up = scale([low - spare, high + spare], HEIGHT - BOTTOM, TOP, 1e-9);
  const stations = [...new Set(known.map(({ station }) => station))];
  const dots = known.map(({ time, value, station }) => svg("circle", {
    cx: across(Date.parse(time)).toFixed(1),
    cy: up(value).toFixed(1),
    r: 3,
    class: `dot station-${stations.indexOf(station) % 6}`,
  }, svg("title", {}, `${shortUtc(time)} UTC ${station}: ${format(value)}`)));
  return svg("svg", {
    class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": `${title}: ${known.length} ${things}, from ${format(low)} to ${format(high)}`,
  },
  svg("path", { class: "axis", d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}` }),
  label(0, up(high) + 4, "start", format(high)),
  up(low) - up(high) > LINE && label(0, up(low) + 4, "start", format(low)),
  label(LEFT, HEIGHT - 6, "start", shortUtc(known[0].time)),
  known.length > 1 && label(WIDTH - RIGHT, HEIGHT - 6, "end", shortUtc(known.at(-1).time)),
  dots);
}

const label = (x, y, anchor, text) => svg("text", { x, y, "text-anchor": anchor }, text);

// The least range keeps equal values in the middle, not divided by nothing.
function scale(values, from, to, least) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low < least) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}
