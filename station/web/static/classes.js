// The classes of incidents: which are for action, and how their marks look.
//
// Shape and fill alone tell them apart; colours.css gives each a colour of Okabe and Ito's set.

import { svg } from "./dom.js";

// Outlines within a circle of radius 8. `open` has no fill.
const CLASSES = {
  distress: { label: "Distress", shape: "M0-8 8 6H-8Z", action: true, alarm: true },
  distress_tracking: { label: "Aircraft in distress", shape: "M0-8 7 8 0 4-7 8Z", action: true, alarm: true },
  ship_security: { label: "Ship security (covert)", shape: "M0-8 8 0 0 8-8 0Z", action: true, alarm: true },
  cancellation: { label: "Cancellation", shape: "M-6-6 6 6M6-6-6 6", action: true, open: true },
  test: { label: "Test", shape: "M-6-6H6V6H-6Z", open: true },
  self_test: { label: "Self-test", shape: "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1-6 0Z", open: true },
  exercise: { label: "Exercise", shape: "M0-7 7-2 4 6H-4L-7-2Z", open: true },
  calibration: { label: "Calibration", shape: "M-7 0H7M0-7V7", open: true },
  unreliable: { label: "Doubtful", shape: "M0-7 7 0 0 7-7 0Z", open: true },
};
const UNKNOWN = { label: "Of an unknown class", shape: "M-7-7 7 7M7-7-7 7", action: true, open: true };

export const classOf = (name) => CLASSES[name] ?? UNKNOWN;
export const all = Object.entries(CLASSES);

export function markOf(name) {
  const { shape, open } = classOf(name);
  return svg("path", { d: shape, class: `mark ${open ? "open " : ""}of-${name}` });
}

export function iconOf(name) {
  return svg("svg", { class: "icon", viewBox: "-10 -10 20 20", "aria-hidden": "true" }, markOf(name));
}
