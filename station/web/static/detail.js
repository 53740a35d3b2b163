// One incident in full.

import * as api from "./api.js";
import { bitTable, flat } from "./bits.js";
import { fixOf, keyOf } from "./board.js";
import { classOf, iconOf } from "./classes.js";
import { byId, h, terms } from "./dom.js";
import { fromMyPoint } from "./geodesy.js";
import { plot } from "./plot.js";
import { sit185 } from "./sit185.js";
import { timeline } from "./timeline.js";
import { decibels, kindInWords, megahertz, metres, place, plain, sourceInWords, utc } from "./words.js";

const SETTLED_MS = 300;

export class Detail {
  #board;
  #actions;
  #key = null;
  #timer = null;
  #asked = 0;

  constructor(board, actions) {
    this.#board = board;
    this.#actions = actions;
    board.onAny((incident) => {
      if (this.#key !== null && (incident === null || keyOf(incident) === this.#key)) this.#soon();
    });
  }

  async choose(key) {
    this.#key = key;
    byId("detail").hidden = key === null;
    byId("watch").classList.toggle("has-detail", key !== null);
    if (key === null) return;
    const known = this.#board.incidents.get(key);
    byId("detail").replaceChildren(backLink(), ...(known ? [heading(known)] : []));
    await this.#show();
    byId("detail").focus({ preventScroll: true });
  }

  refresh() {
    if (this.#key !== null) this.#soon();
  }

  // Several changes at once are read once.
  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), SETTLED_MS);
  }

  async #show() {
    const asked = ++this.#asked;
    const pane = byId("detail");
    try {
      const whole = await api.whole(this.#key);
      const parts = await Promise.all([sit185(whole.incident), lastMessage(whole)]);
      if (asked !== this.#asked) return;
      const open = [...pane.querySelectorAll("details[open][id]")].map((each) => each.id);
      const top = pane.scrollTop;
      pane.replaceChildren(...this.#parts(whole, ...parts));
      for (const id of open) byId(id).open = true;
      pane.scrollTop = top;
    } catch (error) {
      if (asked === this.#asked) pane.replaceChildren(backLink(), h("p", { class: "trouble" }, error.message));
    }
  }

  #parts(whole, sitText, message) {
    const { incident, bursts, alerts } = whole;
    const frequencies = bursts.map((each) => point(each, each.frequency_hz));
    const strengths = bursts.map((each) => point(each, each.cn0_dbhz));
    return [
      backLink(),
      heading(incident),
      h("p", { class: "reason" }, alerts.at(-1)?.reason ?? ""),
      h("p", { class: "buttons" }, this.#actions.buttons(incident), this.#actions.closing(incident)),
      facts(incident),
      h("h3", {}, "What happened"),
      timeline(whole),
      h("h3", {}, "Frequency"),
      plot("Frequency", frequencies, megahertz) ?? h("p", {}, "Not measured."),
      h("h3", {}, "Strength, C/N0"),
      plot("C/N0", strengths, decibels) ?? h("p", {}, "Not measured."),
      h("h3", {}, "SIT 185"),
      sitText,
      h("h3", {}, "Last message"),
      h("p", {}, h("code", { class: "hex" }, incident.hex)),
      message,
    ];
  }
}

const point = (event, value) => ({ time: event.time, value, station: event.station });
const backLink = () => h("p", {}, h("a", { href: "#/", class: "back" }, "Back to the list"));

function heading(incident) {
  return h("h2", {}, iconOf(incident.class), ` ${classOf(incident.class).label}: ${incident.identity ?? incident.beacon_id}`);
}

function facts(incident) {
  const fix = fixOf(incident);
  return terms([
    ["State", `${incident.phase}: ${kindInWords(incident.kind)}, ${utc(incident.alert_time)}`],
    ["Position", fix ? `${place(fix.position)} ± ${metres(fix.position.radius_95_m)} (95 %)` : "none"],
    ["From", fix && `${sourceInWords(fix.position.source)}, ${utc(fix.time)}`],
    ["From my point", fix && fromMyPoint(fix.position)],
    ["But also", incident.conflict && `${place(incident.conflict.position)}, ${utc(incident.conflict.time)}`],
    ["Region", incident.region],
    ["Identity", incident.identity_confirmed ? "confirmed by a second burst" : "from one burst: may be a reading error"],
    ["Beacon ID", h("code", {}, incident.beacon_id)],
    ["Country", incident.country === null ? null : `${incident.country} ${incident.country_name ?? ""}`],
    ["Type", incident.beacon_type],
    ["Protocol", incident.protocol && plain(incident.protocol)],
    ["Homing", incident.homing],
    ["Heard", `${incident.bursts} bursts, ${utc(incident.first_heard)} to ${utc(incident.last_heard)}`],
    ["By", incident.receptions.map((each) => `${each.station} (${each.bursts})`).join(", ")],
    ["Warnings", incident.reasons.map(plain).join(", ")],
    ["Seen by", incident.acknowledged.map((each) => `${each.by}, ${utc(each.at)}`).join("; ") || "nobody"],
    ["Closed", incident.closed && `${incident.closed.reason} ${utc(incident.closed.at)}`],
    ["Incident", h("code", {}, incident.incident_id)],
  ]);
}

// Where its bits cannot be explained, the fields alone.
async function lastMessage({ incident, bursts }) {
  const decoded = await api.decode(incident.hex).catch(() => null);
  const fields = bursts.at(-1)?.fields;
  if (decoded?.bits.length) return h("details", { id: "bits" }, h("summary", {}, "Every bit of it"), bitTable(decoded.bits));
  return fields ? terms(flat(fields)) : h("p", {}, "No field of it can be read.");
}
