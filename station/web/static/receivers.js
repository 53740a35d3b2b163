// How each receiver hears, and all else that a station has to have: in words, and over some minutes.

import { byId, h, table, terms } from "./dom.js";
import { plot } from "./plot.js";
import { count, duration, megahertz, plain, utc } from "./words.js";

const FLOOR_RANGE_DB = 6; // a floor that is steady shall look so
const KEPT_MS = 15 * 60 * 1000;

const CONDITIONS = {
  learning: "Learning",
  hearing: "Hears",
  interference: "Disturbed",
  antenna_lost: "Antenna lost",
  overload: "Overdriven",
  stale: "Silent",
};
const WARNINGS = ["interference"];

export class Receivers {
  #health = null;
  #floors = new Map(); // name to points of the noise floor
  #channels = null; // as they are shown
  #isShown = false;

  constructor(stream) {
    stream.addEventListener("status", ({ detail }) => this.#take(detail));
  }

  show(isShown) {
    this.#isShown = isShown;
    this.#draw();
  }

  #take(health) {
    this.#health = health;
    for (const each of health.sources) this.#keep(each, health.time);
    this.#draw();
  }

  #keep({ name, noise_dbfs_hz: value }, time) {
    const since = Date.parse(time) - KEPT_MS;
    const kept = (this.#floors.get(name) ?? []).filter((point) => Date.parse(point.time) > since);
    this.#floors.set(name, [...kept, { time, value, station: name }]);
  }

  #draw() {
    const health = this.#health;
    if (!this.#isShown || health === null) return;
    byId("health-state").replaceChildren(h("strong", {}, plain(health.state)),
      `: beacon406 ${health.version}, running since ${utc(health.since)}.`);
    byId("receivers").replaceChildren(...health.sources.map((each) => this.#receiver(each)));
    byId("receivers-none").hidden = health.sources.length > 0;
    this.#drawChannels(health.channels);
    byId("station-rest").replaceChildren(terms([
      ["Clock", clock(health.clock)],
      ["Test burst", testBurst(health)],
    ]));
  }

  // Only what has changed: it can have the focus.
  #drawChannels(all) {
    const known = JSON.stringify(all);
    if (known === this.#channels) return;
    this.#channels = known;
    byId("channels").replaceChildren(channels(all));
  }

  #receiver(one) {
    const floor = plot("Noise floor", this.#floors.get(one.name) ?? [], density, { things: "looks", least: FLOOR_RANGE_DB });
    return h("article", { class: `receiver is-${levelOf(one)}`, "aria-label": one.name },
      h("h3", {}, one.name, " ", h("span", {}, one.kind)),
      h("p", { class: "finding" }, h("strong", {}, wordOf(one)), ` ${one.problem ?? one.finding}`),
      terms([
        ["Last sample", ago(one.last_sample, this.#health)],
        ["Noise floor", one.noise_dbfs_hz === null ? "not known" : density(one.noise_dbfs_hz)],
        ["Gain", one.gain_db === null ? "none to set" : `${one.gain_db.toFixed(1)} dB`],
        ["Clipped", one.clipped_fraction === null ? "not known" : percent(one.clipped_fraction)],
        ["Lost", `${count(one.samples_lost, "sample")}, opened again ${count(one.restarts, "time")}`],
        ["Crystal", crystal(one)],
        ["Lines that stay", one.spurs.map(megahertz).join(", ")],
        ["Heard", heard(one.bursts)],
      ]),
      floor);
  }
}

const levelOf = (one) => {
  if (one.problem !== null || one.is_alarm) return "alarm";
  return WARNINGS.includes(one.condition) ? "warning" : "good";
};

const wordOf = (one) => `${one.problem === null ? CONDITIONS[one.condition] ?? plain(one.condition) : "Silent"}.`;

function channels(all) {
  if (all.length === 0) return h("p", { class: "none" }, "No broker and no gateway: alerts are seen here only.");
  return table("Brokers and gateways", ["Name", "State", "Waits", "Too late", "Refused"], all.map((each) => [
    each.name, each.trouble ?? "can be used", `${each.pending}`, `${each.expired}`, `${each.refused}`,
  ]));
}

function clock(known) {
  if (known === null) return null;
  if (known.error_s === null) return "nobody sets it: times may be far off";
  return `within ${(known.error_s * 1000).toPrecision(2)} ms${known.is_poor ? ": poor" : ""}`;
}

function testBurst({ test_burst: burst, time }) {
  if (burst === null) return null;
  if (burst.every_s === 0) return "off: nothing shows that what is heard would arrive";
  if (burst.problem !== null) return burst.problem;
  const came = burst.arrived === null ? "none so far" : `came out ${ago(burst.arrived, { time })}`;
  return `${came}; one every ${duration(burst.every_s * 1000)}`;
}

function crystal({ frequency_error_ppm: ppm, frequency_uncertainty_ppm: within }) {
  if (ppm === null) return "not calibrated";
  return `${ppm > 0 ? "+" : ""}${ppm.toFixed(2)} ppm${within === null ? "" : `, within ${within.toFixed(2)}`}`;
}

// "1 distress" is of the first generation; here only the class counts.
function heard(bursts) {
  const classes = new Map();
  for (const [what, number] of Object.entries(bursts)) {
    const name = plain(what.slice(what.indexOf(" ") + 1));
    classes.set(name, (classes.get(name) ?? 0) + number);
  }
  return [...classes].map(([name, number]) => `${number} ${name}`).join(", ") || "no burst so far";
}

const ago = (time, { time: now }) => (time === null ? "none" : `${duration(Date.parse(now) - Date.parse(time))} ago`);
const density = (db) => `${db.toFixed(1)} dBFS/Hz`;
const percent = (share) => (share === 0 ? "none" : `${(100 * share).toPrecision(2)} %`);
