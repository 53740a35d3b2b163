// The map: land, circles and tracks on a canvas; marks above it, which can be clicked.

import { atlas } from "./atlas.js";
import { fixOf, keyOf } from "./board.js";
import { classOf, markOf } from "./classes.js";
import { byId, svg } from "./dom.js";
import { EARTH_KM, lonLat } from "./geodesy.js";
import { gridNames, gridOf, stepOf } from "./grid.js";
import { drawLabels } from "./labels.js";
import { recall } from "./memory.js";
import { steer } from "./steering.js";
import { View } from "./view.js";

const FINE_FROM = 700; // pixels a radian
const CIRCLE_LEAST = 4; // pixels of radius that can be seen around a mark
const DESK_FONT = 15; // pixels, as style.css has it
const SCALE_WIDEST = 160; // pixels
const CLOSE_KM = 6; // shows a circle of 500 m
const LABELS = 60; // more would have no room

export class Chart {
  view = new View();
  #board;
  #alarm;
  #marks = new Map();
  #chosen = null;
  #isOwn = false; // the user has moved it: it stays where it is
  #isDue = false;
  #paints = {};
  #canvas = document.querySelector("#chart canvas");
  #layer = document.querySelector("#chart svg");

  constructor(board, alarm) {
    this.#board = board;
    this.#alarm = alarm;
    board.addEventListener("loaded", () => this.#remark());
    board.addEventListener("alert", ({ detail }) => this.#mark(detail.incident));
    board.addEventListener("state", ({ detail }) => this.#mark(detail.incident));
    alarm.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.#resize()).observe(byId("chart"));
    steer(this.view, () => {
      this.#isOwn = true;
      this.draw();
    });
    byId("zoom-all").addEventListener("click", () => this.showAll());
    byId("centre").addEventListener("click", () => this.#centreOn(recall("point")));
  }

  showAll() {
    this.#isOwn = false;
    this.draw();
  }

  choose(key) {
    this.#chosen = key;
    this.draw();
  }

  // One incident with all of its positions.
  showOne(incident) {
    const fixes = incident.conflict ? [...incident.fixes, incident.conflict] : incident.fixes;
    this.view.fit(fixes.map((fix) => fix.position), CLOSE_KM);
    this.#isOwn = true;
    this.draw();
  }

  // Once a frame at most.
  draw() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  repaint() {
    this.#paints = {};
    this.draw();
  }

  #centreOn(position) {
    if (position === null) {
      location.hash = "#/settings";
      return;
    }
    this.view.centre = position;
    this.#isOwn = true;
    this.draw();
  }

  #resize() {
    const { clientWidth, clientHeight } = byId("chart");
    if (clientWidth === 0 || clientHeight === 0) return;
    this.view.unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / DESK_FONT;
    this.view.size = [clientWidth / this.view.unit, clientHeight / this.view.unit];
    this.#canvas.width = clientWidth * devicePixelRatio;
    this.#canvas.height = clientHeight * devicePixelRatio;
    this.#layer.setAttribute("viewBox", `0 0 ${this.view.size.join(" ")}`);
    this.draw();
  }

  #remark() {
    this.#marks.clear();
    this.#layer.replaceChildren();
    for (const incident of this.#board.incidents.values()) this.#mark(incident);
    this.draw();
  }

  #mark(incident) {
    const key = keyOf(incident);
    this.#marks.get(key)?.remove();
    this.#marks.delete(key);
    if (fixOf(incident) === null) return;
    const mark = svg("g", { "data-key": key, class: `phase-${incident.phase}` }, markOf(incident.class));
    mark.addEventListener("click", () => { location.hash = `#/incident/${key}`; });
    this.#marks.set(key, mark);
    if (classOf(incident.class).action) this.#layer.append(mark);
    else this.#layer.prepend(mark);
    this.draw();
  }

  get #located() {
    return [...this.#board.incidents.values()].filter((each) => this.#marks.has(keyOf(each)));
  }

  #fit() {
    const open = this.#located.filter((each) => each.closed === null);
    const action = open.filter((each) => classOf(each.class).action);
    const shown = (action.length > 0 ? action : open).map((each) => fixOf(each).position);
    const mine = recall("point");
    this.view.fit(mine ? [...shown, mine] : shown);
  }

  #draw() {
    if (!this.#isOwn) this.#fit();
    this.view.update();
    const context = this.#canvas.getContext("2d");
    const pixels = devicePixelRatio * this.view.unit;
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    this.#drawEarth(context);
    for (const incident of this.#located) this.#drawTrack(context, incident);
    this.#drawMine(context);
    this.#placeMarks();
    this.#nameMarks(context);
    this.#drawScale();
  }

  #drawEarth(context) {
    const [width, height] = this.view.size;
    const path = d3.geoPath(this.view.projection, context);
    context.fillStyle = this.#paint("raised");
    context.fillRect(0, 0, width, height);
    context.beginPath();
    context.arc(width / 2, height / 2, Math.PI * this.view.scale, 0, 2 * Math.PI);
    context.fillStyle = this.#paint("sea");
    context.fill();
    const line = (shape, colour, lineWidth) => {
      context.beginPath();
      path(shape);
      Object.assign(context, { strokeStyle: this.#paint(colour), lineWidth });
      context.stroke();
    };
    const earth = atlas(this.view.scale > FINE_FROM ? "fine" : "coarse", () => this.draw());
    const step = stepOf(this.view.scale);
    if (earth !== null) {
      context.beginPath();
      path(earth.land);
      context.fillStyle = this.#paint("land");
      context.fill();
    }
    line(gridOf(step), "grid", 0.6);
    if (earth !== null) {
      line(earth.borders, "border", 0.8);
      line(earth.land, "coast", 0.9);
    }
    Object.assign(context, { font: "11px system-ui, sans-serif", textBaseline: "alphabetic", fillStyle: this.#paint("faint") });
    for (const { x, y, text } of gridNames(this.view, step)) context.fillText(text, x, y);
  }

  #drawTrack(context, incident) {
    const path = d3.geoPath(this.view.projection, context);
    const { position } = fixOf(incident);
    const radius = position.radius_95_m / 1000 / EARTH_KM;
    context.strokeStyle = this.#paint("track");
    context.lineWidth = keyOf(incident) === this.#chosen ? 2.5 : 1.2;
    context.beginPath();
    if (incident.fixes.length > 1) {
      path({ type: "LineString", coordinates: incident.fixes.map((fix) => lonLat(fix.position)) });
    }
    context.stroke();
    if (radius * this.view.scale > CIRCLE_LEAST) this.#drawCircle(context, path, position, radius);
    this.#drawFixes(context, incident);
    if (incident.conflict) this.#drawConflict(context, path, incident);
  }

  #drawCircle(context, path, position, radius) {
    context.beginPath();
    path(d3.geoCircle().center(lonLat(position)).radius((radius * 180) / Math.PI)());
    Object.assign(context, { fillStyle: this.#paint("track"), globalAlpha: 0.15 });
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }

  #drawFixes(context, incident) {
    context.fillStyle = this.#paint("track");
    for (const fix of incident.fixes.slice(0, -1)) {
      const at = this.view.pixels(lonLat(fix.position));
      if (!at) continue;
      context.beginPath();
      context.arc(...at, 2, 0, 2 * Math.PI);
      context.fill();
    }
  }

  // Both positions, joined: the other may be the right one.
  #drawConflict(context, path, incident) {
    const ends = [fixOf(incident), incident.conflict].map((fix) => lonLat(fix.position));
    context.setLineDash([4, 4]);
    context.beginPath();
    path({ type: "LineString", coordinates: ends });
    path(d3.geoCircle().center(ends[1]).radius((5 / this.view.scale) * (180 / Math.PI))());
    context.stroke();
    context.setLineDash([]);
  }

  #drawMine(context) {
    const mine = recall("point");
    const at = mine && this.view.pixels(lonLat(mine));
    if (!at) return;
    const [x, y] = at;
    Object.assign(context, { strokeStyle: this.#paint("mine"), lineWidth: 2 });
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.moveTo(x - 11, y);
    context.lineTo(x + 11, y);
    context.moveTo(x, y - 11);
    context.lineTo(x, y + 11);
    context.stroke();
  }

  #placeMarks() {
    const [width, height] = this.view.size;
    for (const [key, mark] of this.#marks) {
      const incident = this.#board.incidents.get(key);
      const at = this.view.pixels(lonLat(fixOf(incident).position));
      const isSeen = at && at[0] > -20 && at[0] < width + 20 && at[1] > -20 && at[1] < height + 20;
      mark.setAttribute("visibility", isSeen ? "visible" : "hidden");
      if (isSeen) mark.setAttribute("transform", `translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`);
      mark.classList.toggle("is-unseen", this.#alarm.isUnseen(incident));
      mark.classList.toggle("is-chosen", key === this.#chosen);
    }
  }

  // What nobody has seen comes first, and what is no alert has no name.
  #nameMarks(context) {
    const [width, height] = this.view.size;
    const rank = (incident) => (this.#alarm.isUnseen(incident) ? 0 : 1);
    const seen = this.#located
      .map((incident) => ({ incident, at: this.view.pixels(lonLat(fixOf(incident).position)) }))
      .filter(({ at }) => at && at[0] > 0 && at[0] < width && at[1] > 0 && at[1] < height)
      .sort((a, b) => rank(a.incident) - rank(b.incident))
      .slice(0, LABELS)
      .map(({ incident, at: [x, y] }) => ({ x, y, text: this.#isNamed(incident) ? incident.identity ?? incident.beacon_id : "" }));
    drawLabels(context, seen, { ink: this.#paint("ink"), halo: this.#paint("paper"), size: this.view.size });
  }

  #isNamed(incident) {
    return keyOf(incident) === this.#chosen || (classOf(incident.class).action && incident.closed === null);
  }

  #drawScale() {
    const widest = (SCALE_WIDEST / this.view.scale) * EARTH_KM;
    const power = 10 ** Math.floor(Math.log10(widest));
    const km = power * [5, 2, 1].find((each) => each * power <= widest);
    const scale = byId("scale");
    scale.textContent = km >= 1 ? `${km} km` : `${km * 1000} m`;
    scale.style.width = `${(km / EARTH_KM) * this.view.scale * this.view.unit}px`;
  }

  // The colours are the style sheet's, resolved for day or night.
  #paint(name) {
    if (!(name in this.#paints)) {
      this.#canvas.style.color = `var(--${name})`;
      this.#paints[name] = getComputedStyle(this.#canvas).color;
    }
    return this.#paints[name];
  }
}
