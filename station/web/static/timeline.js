// What happened, the newest first: bursts, alerts, and who said what.

import { h, table } from "./dom.js";
import { decibels, kindInWords, megahertz, plain, shortUtc } from "./words.js";

export function timeline({ incident, bursts, alerts }) {
  const rows = [
    ...bursts.map((each) => [each.time, "Burst", burst(each)]),
    ...alerts.map((each) => [each.time, `Alert ${each.seq}`, `${kindInWords(each.kind)}: ${each.reason}`]),
    ...incident.acknowledged.map((each) => [each.at, "Seen", `by ${each.by}`]),
    ...(incident.closed ? [[incident.closed.at, "Closed", incident.closed.reason]] : []),
  ];
  const newestFirst = rows.reverse().sort(([a], [b]) => ((a ?? "") < (b ?? "") ? 1 : (a ?? "") > (b ?? "") ? -1 : 0));
  return table("What happened, newest first", ["UTC", "What", "In words"], newestFirst.map(([time, what, text]) => [shortUtc(time), what, text]));
}

function burst(event) {
  const corrected = event.corrected_bits.map((count) => count ?? "?").join("+");
  const words = [
    event.station,
    megahertz(event.frequency_hz),
    decibels(event.cn0_dbhz),
    corrected && `${corrected} bits corrected`,
    event.reasons.map(plain).join(", "),
  ].filter(Boolean).join(" · ");
  return h("details", {}, h("summary", {}, words), h("code", { class: "hex" }, event.hex));
}
