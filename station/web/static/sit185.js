// The last alert as SIT 185 text, to be copied and printed.

import * as api from "./api.js";
import { h } from "./dom.js";

let last = { alertId: null, shown: null };

// The same element for the same alert, so that nothing moves under who is reading or copying.
export async function sit185({ alert_id: alertId }) {
  if (alertId === null) return h("p", {}, "There is no alert of it yet.");
  if (last.alertId === alertId) return last.shown;
  try {
    const shown = block(await api.sit185(alertId));
    last = { alertId, shown };
    return shown;
  } catch (error) {
    return h("p", {}, error.message);
  }
}

function block(text) {
  const copy = h("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
  } }, "Copy");
  return h("div", {},
    h("pre", { class: "sit185", tabindex: "0", role: "region", "aria-label": "SIT 185 text" }, text),
    h("p", { class: "buttons" }, copy, h("button", { type: "button", onclick: () => print() }, "Print")));
}
