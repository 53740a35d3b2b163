// What happened, the newest first: alerts, who said what, and the bursts between them.

import { h, table } from "./dom.js";
import { count, decibels, kindInWords, megahertz, plain, shortUtc, timeDoubt } from "./words.js";

const FEW = 3; // bursts in a row that stand for themselves

export function timeline({ incident, bursts, alerts }) {
  const rows = [
    ...bursts.map((each) => ({ time: each.time, what: "Burst", burst: each })),
    ...alerts.map((each) => ({ time: each.time, what: `Alert ${each.seq}`, text: h("strong", {}, `${kindInWords(each.kind)}: ${each.reason}`) })),
    ...incident.acknowledged.map((each) => ({ time: each.at, what: "Seen", text: `by ${each.by}` })),
    ...(incident.closed ? [{ time: incident.closed.at, what: "Closed", text: incident.closed.reason }] : []),
  ];
  const timeOf = ({ time }) => time ?? "";
  const newestFirst = rows.reverse().sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : 0));
  return table("What happened, newest first", ["UTC", "What", "In words"], runs(newestFirst).flatMap(told));
}

// Rows with nothing but bursts between them are taken together.
function runs(rows) {
  const found = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (row.burst && last?.[0].burst) last.push(row);
    else found.push([row]);
  }
  return found;
}

function told(run) {
  if (run.length <= FEW) return run.map((row) => [shortUtc(row.time), row.what, row.burst ? whole(row.burst) : row.text]);
  const summary = `${count(run.length, "burst")} since ${shortUtc(run.at(-1).time)}`;
  return [[shortUtc(run[0].time), "Bursts", h("details", { id: `since-${run.at(-1).burst.event_id}` },
    h("summary", {}, summary),
    run.map(({ time, burst }) => h("div", {}, shortUtc(time), whole(burst))))]];
}

function whole(event) {
  const corrected = event.corrected_bits.map((each) => each ?? "?").join("+");
  const words = [
    event.station,
    megahertz(event.frequency_hz),
    decibels(event.cn0_dbhz),
    timeDoubt(event.time_uncertainty_s) && `time ± ${timeDoubt(event.time_uncertainty_s)}`,
    /[1-9?]/.test(corrected) && `${corrected} bits corrected`,
    event.reasons.map(plain).join(", "),
  ].filter(Boolean).join(" · ");
  return h("details", {}, h("summary", {}, words), h("code", { class: "hex" }, event.hex));
}
