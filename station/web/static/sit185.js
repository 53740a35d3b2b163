// The last alert as SIT 185 text, to be copied and printed.

import * as api from "./api.js";
import { h } from "./dom.js";

export async function sit185(incident) {
  if (incident.alert_id === null) return h("p", {}, "There is no alert of it yet.");
  let text;
  try {
    text = await api.sit185(incident.alert_id);
  } catch (error) {
    return h("p", {}, error.message);
  }
  const copy = h("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
  } }, "Copy");
  return h("div", {},
    h("pre", { class: "sit185", tabindex: "0", role: "region", "aria-label": "SIT 185 text" }, text),
    h("p", { class: "buttons" }, copy, h("button", { type: "button", onclick: () => print() }, "Print")));
}
