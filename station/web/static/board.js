// The incidents as they are now, and who wants to know when one changes.

import * as api from "./api.js";
import { fromOverview } from "./overview.js";

export const keyOf = (incident) => `${incident.class}/${incident.incident_id}`;
export const changedAt = (incident) => incident.alert_time ?? incident.last_heard;
export const fixOf = (incident) => incident.fixes.at(-1) ?? null;

export class Board extends EventTarget {
  incidents = new Map();
  #overview = null; // as it is shown

  // Everything anew: what is not there any more has been closed or may not be seen.
  async load({ closed }) {
    const open = await api.incidents("open");
    const others = closed ? (await api.incidents("closed")).incidents : [];
    this.#overview = null;
    this.incidents = new Map([...open.incidents, ...others].map((each) => [keyOf(each), each]));
    this.#tell("loaded", null);
    return open.last_event_id;
  }

  async loadOverview() {
    this.overview(await api.overview());
    return "";
  }

  // The whole of it, which comes every few seconds whether or not it has changed.
  overview({ incidents }) {
    const news = JSON.stringify(incidents);
    if (news === this.#overview) return;
    this.#overview = news;
    this.incidents = new Map(incidents.map(fromOverview).map((each) => [keyOf(each), each]));
    this.#tell("loaded", null);
  }

  alert(alert) {
    this.incidents.set(keyOf(alert.incident), alert.incident);
    this.#tell("alert", alert.incident, alert);
  }

  state(incident) {
    this.incidents.set(keyOf(incident), incident);
    this.#tell("state", incident);
  }

  #tell(what, incident, alert = null) {
    this.dispatchEvent(new CustomEvent(what, { detail: { incident, alert } }));
  }

  onAny(listener) {
    for (const what of ["loaded", "alert", "state"]) {
      this.addEventListener(what, (event) => listener(event.detail.incident));
    }
  }
}
