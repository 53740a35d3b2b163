// What the public may see of incidents, for who has a token for no more than that.

import { iconOf, classOf } from "./classes.js";
import { h, terms } from "./dom.js";
import { metres, place, plain, utc } from "./words.js";

const CLASSES = ["distress", "distress_tracking", "cancellation"];

export const seesOverview = ({ rights }) => rights.includes("overview");
export const isPublic = (name) => CLASSES.includes(name);

// In the shape of a whole incident, as far as that goes; what is null is nobody's business.
export function fromOverview({ beacon, position, ...others }) {
  return {
    ...others,
    isRedacted: true,
    incident_id: beacon,
    identity: `Beacon ${beacon}`,
    fixes: position === null ? [] : [{ position }],
    conflict: null,
    acknowledged: null,
    closed: null,
    kind: null,
  };
}

export function redactedParts(incident) {
  if (!incident) return [h("p", { class: "trouble" }, "It is not open, or not for the public.")];
  const { country, country_name, fixes: [fix] } = incident;
  return [
    h("h2", {}, iconOf(incident.class), ` ${classOf(incident.class).label}: ${incident.identity}`),
    h("p", { class: "where" }, fix
      ? [h("strong", {}, place(fix.position)), h("span", {}, `± ${metres(fix.position.radius_95_m)} (95 %)`)]
      : "No position"),
    terms([
      ["State", plain(incident.phase)],
      ["Country", country === null ? null : `${country} ${country_name ?? ""}`],
      ["Heard", `${utc(incident.first_heard)} to ${utc(incident.last_heard)}`],
    ]),
    h("p", {}, "An overview: the position is rounded, times are to the minute, and the beacon has a name of this station's own."),
  ];
}
