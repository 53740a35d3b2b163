// The incidents as they are now, and who wants to know when one changes.

import * as api from "./api.js";

export const keyOf = (incident) => `${incident.class}/${incident.incident_id}`;
export const changedAt = (incident) => incident.alert_time ?? incident.last_heard;
export const fixOf = (incident) => incident.fixes.at(-1) ?? null;

export class Board extends EventTarget {
  incidents = new Map();

  // Everything anew: what is not there any more has been closed or may not be seen.
  async load({ closed }) {
    const open = await api.incidents("open");
    const others = closed ? (await api.incidents("closed")).incidents : [];
    this.incidents = new Map([...open.incidents, ...others].map((each) => [keyOf(each), each]));
    this.#tell("loaded", null);
    return open.last_event_id;
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
