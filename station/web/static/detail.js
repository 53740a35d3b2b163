// One incident in full.

import * as api from "./api.js";
import { bitTable, flat } from "./bits.js";
import { fixOf, keyOf } from "./board.js";
import { classOf, iconOf } from "./classes.js";
import { byId, h, terms } from "./dom.js";
import { fromMyPoint } from "./geodesy.js";
import { redactedParts, seesOverview } from "./overview.js";
import { plot } from "./plot.js";
import { sit185 } from "./sit185.js";
import { timeline } from "./timeline.js";
import { count, decibels, kindInWords, megahertz, metres, place, plain, sourceInWords, timeDoubt, utc } from "./words.js";

const SETTLED_MS = 300;
const PICTURE_MS = 6000; // from a burst to its picture: what follows the burst is in it, too

export class Detail {
  #board;
  #actions;
  #showOnMap;
  #key = null;
  #timer = null;
  #asked = 0;
  #awaited = null;

  // showOnMap: of one incident
  constructor(board, actions, showOnMap) {
    this.#board = board;
    this.#actions = actions;
    this.#showOnMap = showOnMap;
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
    if (seesOverview(this.#actions.session)) {
      pane.replaceChildren(backLink(), ...redactedParts(this.#board.incidents.get(this.#key)));
      return;
    }
    try {
      const whole = await api.whole(this.#key);
      const parts = await Promise.all([sit185(whole.incident), lastMessage(whole)]);
      if (asked !== this.#asked) return;
      const open = [...pane.querySelectorAll("details[open][id]")].map((each) => each.id);
      const top = pane.scrollTop;
      pane.replaceChildren(...this.#parts(whole, ...parts));
      for (const id of open) byId(id).open = true;
      pane.scrollTop = top;
      this.#awaitPicture(whole.bursts.at(-1));
    } catch (error) {
      if (asked === this.#asked) pane.replaceChildren(backLink(), h("p", { class: "trouble" }, error.message));
    }
  }

  // Once for each burst: its picture may never come.
  #awaitPicture(burst) {
    if (!burst || burst.evidence || burst.event_id === this.#awaited) return;
    this.#awaited = burst.event_id;
    setTimeout(() => this.refresh(), PICTURE_MS);
  }

  #parts(whole, sitText, message) {
    const { incident, bursts, alerts } = whole;
    const frequencies = bursts.map((each) => point(each, each.frequency_hz));
    const strengths = bursts.map((each) => point(each, each.cn0_dbhz));
    return [
      backLink(),
      heading(incident),
      h("p", { class: "reason" }, alerts.at(-1)?.reason ?? ""),
      where(incident),
      h("p", { class: "buttons" },
        this.#actions.buttons(incident),
        fixOf(incident) && h("button", { type: "button", class: "on-map", onclick: () => this.#showOnMap(incident) }, "Show on the map"),
        this.#actions.closing(incident)),
      facts(incident),
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
      evidence(bursts),
    ].flat().filter(Boolean);
  }
}

const point = (event, value) => ({ time: event.time, value, station: event.station });
const backLink = () => h("p", {}, h("a", { href: "#/", class: "back" }, "Back to the list"));

function heading(incident) {
  return h("h2", {}, iconOf(incident.class), ` ${classOf(incident.class).label}: ${incident.identity ?? incident.beacon_id}`);
}

// What is read out over the radio, to be read from two metres.
function where(incident) {
  const fix = fixOf(incident);
  if (fix === null) return h("p", { class: "where" }, "No position");
  const mine = fromMyPoint(fix.position);
  return h("p", { class: "where" },
    h("strong", {}, place(fix.position)),
    h("span", {}, `± ${metres(fix.position.radius_95_m)} (95 %)`),
    mine && h("span", {}, `${mine} from my point`));
}

function facts(incident) {
  const fix = fixOf(incident);
  return terms([
    ["State", `${plain(incident.phase)}: ${kindInWords(incident.kind)}, ${utc(incident.alert_time)}`],
    ["Position from", fix && `${sourceInWords(fix.position.source)}, ${utc(fix.time)}`],
    ["But also", incident.conflict && `${place(incident.conflict.position)}, ${utc(incident.conflict.time)}`],
    ["Region", incident.region],
    ["Identity", incident.identity_confirmed ? "confirmed by a second burst" : "from one burst: may be a reading error"],
    ["Beacon ID", h("code", {}, incident.beacon_id)],
    ["Country", incident.country === null ? null : `${incident.country} ${incident.country_name ?? ""}`],
    ["Type", incident.beacon_type],
    ["Protocol", incident.protocol && plain(incident.protocol)],
    ["Homing", incident.homing],
    ["Heard", `${count(incident.bursts, "burst")}, ${utc(incident.first_heard)} to ${utc(incident.last_heard)}`],
    ["Times", timesMayBeOff(incident)],
    ["By", incident.receptions.map((each) => `${each.station} (${each.bursts})`).join(", ")],
    ["Warnings", incident.reasons.map(plain).join(", ")],
    ["Seen by", incident.acknowledged.map((each) => `${each.by}, ${utc(each.at)}`).join("; ") || "nobody"],
    ["Closed", incident.closed && `${incident.closed.reason} ${utc(incident.closed.at)}`],
    ["Incident", h("code", {}, incident.incident_id)],
  ]);
}

function timesMayBeOff(incident) {
  const doubt = timeDoubt(Math.max(...incident.receptions.map((each) => each.time_uncertainty_s)));
  return doubt && `may be off by ${doubt}`;
}

// A picture of the last burst that has one, where the station keeps them.
function evidence(bursts) {
  const pictured = bursts.findLast((each) => each.evidence);
  return pictured && [
    h("h3", {}, "Evidence"),
    h("img", { class: "evidence", src: pictured.evidence, alt: `Spectrogram of the burst of ${utc(pictured.time)}` }),
    h("p", {}, h("a", { href: pictured.evidence.replace(/\.png$/, ".zip"), download: "" }, "Its samples, as a recording")),
  ];
}

// Where its bits cannot be explained, the fields alone.
async function lastMessage({ incident, bursts }) {
  const decoded = await api.decode(incident.hex).catch(() => null);
  const fields = bursts.at(-1)?.fields;
  if (decoded?.bits.length) return h("details", { id: "bits" }, h("summary", {}, "Every bit of it"), bitTable(decoded.bits));
  return fields ? terms(flat(fields)) : h("p", {}, "No field of it can be read.");
}
