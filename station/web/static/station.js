// How the station is, and whether it can be reached: its silence must never pass for peace.

import { byId, h } from "./dom.js";
import { duration } from "./words.js";

const SAMPLES_LATE_MS = 15000;

export class StationState {
  #stream;
  #health = null;
  #problem = null;
  #clockMs = 0; // the station's clock ahead of this browser's monotonic one

  constructor(stream) {
    this.#stream = stream;
    stream.addEventListener("status", ({ detail }) => this.#take(detail));
    stream.addEventListener("overview", ({ detail }) => this.#takeOverview(detail));
    stream.addEventListener("contact", () => this.#show());
    stream.addEventListener("tick", () => this.#show());
  }

  // What keeps the page from showing anything, in a sentence; null when it is over.
  fail(sentence) {
    this.#problem = sentence;
    this.#show();
  }

  #take(health) {
    this.#health = health;
    this.#clockMs = Date.parse(health.time) - performance.now();
    byId("station").textContent = health.station;
    this.#show();
  }

  // The public learn that something is broken, not what.
  #takeOverview({ state }) {
    this.#health = { state, reason: "it may not hear every beacon", last_sample: null, channels: [] };
    this.#show();
  }

  #show() {
    const { inContact, heardAt } = this.#stream;
    const age = heardAt === null ? null : duration(performance.now() - heardAt);
    byId("clock").textContent = `${new Date().toISOString().slice(11, 19)} UTC`;
    byId("contact").textContent = age === null ? "No message yet" : `Last message ${age} ago${this.#samples()}`;
    const contact = inContact && this.#problem === null ? "yes" : "no";
    document.documentElement.dataset.contact = contact;
    this.#banner(contact === "yes" ? this.#fault() : ["lost", this.#problem ?? lost(age)]);
  }

  #samples() {
    const last = this.#health?.last_sample;
    return last ? `, last sample ${duration(this.#sampleAge())} ago` : "";
  }

  #sampleAge() {
    return performance.now() + this.#clockMs - Date.parse(this.#health.last_sample);
  }

  #fault() {
    if (this.#health === null) return null;
    if (this.#health.state !== "online") return ["fault", `The station is ${this.#health.state}: ${this.#health.reason}`];
    if (this.#health.last_sample && this.#sampleAge() > SAMPLES_LATE_MS) {
      return ["lost", `The station hears nothing: no sample for ${duration(this.#sampleAge())}`];
    }
    const troubles = this.#health.channels.filter((each) => each.trouble !== null);
    return troubles.length ? ["fault", troubles.map((each) => `${each.name}: ${each.trouble}`).join("; ")] : null;
  }

  // Said aloud when it begins and ends, not each second while its age grows.
  #banner(what) {
    const banner = byId("banner");
    const [level, sentence] = what ?? ["", ""];
    if (banner.dataset.level !== level) {
      byId("notice").textContent = level === "" ? "In contact with the station." : sentence;
      banner.dataset.level = level;
    }
    banner.hidden = level === "";
    if (banner.textContent !== sentence) banner.replaceChildren(h("strong", {}, sentence));
  }
}

function lost(age) {
  const since = age === null ? "" : ` for ${age}`;
  return `NO CONTACT WITH THE STATION${since}. What stands here may be out of date.`;
}
