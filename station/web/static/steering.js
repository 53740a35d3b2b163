// Mouse, fingers, wheel, keys and buttons move the map.

import { byId } from "./dom.js";

const STEP = 1.5;
const KEY_PIXELS = 60;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function steer(view, moved) {
  const chart = byId("chart");
  const zoom = (factor, at = null) => {
    view.zoom(factor, at);
    moved();
  };
  byId("zoom-in").addEventListener("click", () => zoom(STEP));
  byId("zoom-out").addEventListener("click", () => zoom(1 / STEP));
  chart.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), [event.offsetX / view.unit, event.offsetY / view.unit]);
  }, { passive: false });
  chart.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) view.pan(arrow[0] * KEY_PIXELS, arrow[1] * KEY_PIXELS);
    else if (event.key === "+" || event.key === "=") view.zoom(STEP);
    else if (event.key === "-") view.zoom(1 / STEP);
    else return;
    event.preventDefault();
    moved();
  });
  drag(chart, view, moved);
}

// One pointer pans; two zoom by the distance between them.
function drag(chart, view, moved) {
  const pointers = new Map();
  chart.addEventListener("pointerdown", (event) => pointers.set(event.pointerId, event));
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  window.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const other = [...pointers.values()].find((each) => each.pointerId !== event.pointerId);
    if (other) view.zoom(apart(event, other) / Math.max(1, apart(before, other)));
    else view.pan((event.clientX - before.clientX) / view.unit, (event.clientY - before.clientY) / view.unit);
    pointers.set(event.pointerId, event);
    moved();
  });
}

const apart = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
