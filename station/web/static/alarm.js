// Which incidents ring: of a class for alarms, with a new fact that nobody has acknowledged.
//
// An incident is quiet again when somebody has acknowledged it after that fact, in any browser; here
// alone when this browser's user silences it. A further burst of a tracked aircraft is no new fact.

import * as api from "./api.js";
import { keyOf } from "./board.js";
import { classOf } from "./classes.js";
import { recall, remember } from "./memory.js";

const NEW_FACTS = new Set([
  "initial_unlocated", "initial_encoded", "identity_confirmed", "position_update",
  "position_conflict", "position_confirmed", "silent", "resumed",
]);
const ALERTS_READ = 500;

const lastSeen = (incident) => incident.acknowledged.at(-1)?.at ?? "";
const canRing = (incident) => classOf(incident.class).alarm && incident.closed === null && incident.seq > 0;

export class Alarm extends EventTarget {
  #board;
  #raised = new Map(); // key to the seq of the fact, and who had seen the incident before it

  constructor(board) {
    super();
    this.#board = board;
    board.addEventListener("loaded", () => this.#loaded());
    board.addEventListener("alert", ({ detail }) => this.#told(detail.incident, detail.alert.kind));
    board.addEventListener("state", ({ detail }) => this.#changed(detail.incident));
  }

  // Not acknowledged, the newest first.
  get unseen() {
    const keys = [...this.#raised.keys()].reverse();
    return keys.map((key) => this.#board.incidents.get(key)).filter(Boolean);
  }

  get ringing() {
    const silenced = recall("silenced", {});
    return this.unseen.filter((each) => this.#raised.get(keyOf(each)).seq > (silenced[keyOf(each)] ?? 0));
  }

  isUnseen = (incident) => this.#raised.has(keyOf(incident));

  silenceHere(incidents) {
    const raised = incidents.map(keyOf).filter((key) => this.#raised.has(key));
    const now = raised.map((key) => [key, this.#raised.get(key).seq]);
    remember("silenced", { ...recall("silenced", {}), ...Object.fromEntries(now) });
    this.#tell();
  }

  #told(incident, kind) {
    if (canRing(incident) && NEW_FACTS.has(kind)) this.#raise(incident, incident.seq);
    else this.#changed(incident);
    this.#tell();
  }

  #changed(incident) {
    const raised = this.#raised.get(keyOf(incident));
    if (raised && (incident.closed !== null || lastSeen(incident) !== raised.seen)) {
      this.#raised.delete(keyOf(incident));
    }
    this.#tell();
  }

  #raise(incident, seq) {
    this.#raised.delete(keyOf(incident)); // the newest is the last
    this.#raised.set(keyOf(incident), { seq, seen: lastSeen(incident) });
  }

  async #loaded() {
    const { incidents } = this.#board;
    const silenced = recall("silenced", {});
    const kept = Object.entries(silenced).filter(([key]) => incidents.has(key));
    remember("silenced", Object.fromEntries(kept));
    this.#raised.clear();
    const able = [...incidents.values()].filter(canRing).reverse();
    const doubtful = able.filter((each) => each.acknowledged.length > 0 || keyOf(each) in silenced);
    for (const each of able) if (!doubtful.includes(each)) this.#raise(each, each.seq);
    this.#tell();
    for (const each of doubtful) await this.#judge(each);
  }

  // Whether it was acknowledged before or after its last new fact is told by its alerts.
  async #judge(loaded) {
    const key = keyOf(loaded);
    const found = await api.whole(key, ALERTS_READ).catch(() => null);
    const incident = this.#board.incidents.get(key);
    if (incident === undefined || this.#raised.has(key) || !canRing(incident)) return;
    const fact = found?.alerts.findLast((alert) => NEW_FACTS.has(alert.kind));
    const before = (found?.alerts[0]?.seq ?? incident.seq + 1) - 1;
    const isSeen = fact ? lastSeen(fact.incident) !== lastSeen(incident) : incident.acknowledged.length > 0;
    if (isSeen && found !== null) return;
    this.#raise(incident, fact?.seq ?? before);
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
