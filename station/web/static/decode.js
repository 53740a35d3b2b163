// The tab where hex is pasted.

import * as api from "./api.js";
import { bitTable } from "./bits.js";
import { classOf } from "./classes.js";
import { byId, h, terms } from "./dom.js";
import { metres, place, plain, sourceInWords } from "./words.js";

export function prepareDecoding() {
  byId("decode-form").addEventListener("submit", (event) => {
    event.preventDefault();
    decode(byId("hex").value.replace(/\s+/g, ""));
  });
}

async function decode(hex) {
  const shown = byId("decoded");
  try {
    const { event, bits } = await api.decode(hex);
    shown.replaceChildren(summary(event), bits.length ? bitTable(bits) : h("p", {}, "No field of it can be read."));
  } catch (error) {
    shown.replaceChildren(h("p", { role: "alert", class: "trouble" }, error.message));
  }
}

function summary(event) {
  const { position } = event;
  return terms([
    ["Class", classOf(event.class).label],
    ["To be trusted", event.valid ? "yes" : "no"],
    ["Identity", event.identity],
    ["Beacon ID", event.beacon_id],
    ["Country", event.country === null ? null : `${event.country} ${event.country_name ?? ""}`],
    ["Type", event.beacon_type],
    ["Protocol", event.protocol && plain(event.protocol)],
    ["Position", position && `${place(position)} ± ${metres(position.radius_95_m)}, from ${sourceInWords(position.source)}`],
    ["Homing", event.homing],
    ["Corrected bits", event.corrected_bits.map((count) => count ?? "beyond correction").join(", ")],
    ["Warnings", event.reasons.map(plain).join(", ")],
  ]);
}
