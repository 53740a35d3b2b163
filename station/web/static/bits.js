// A message bit by bit, with the numbers of the standard.

import { h, table } from "./dom.js";
import { plain } from "./words.js";

export function bitTable(bits) {
  const rows = bits.map((each) => [
    each.first === each.last ? `${each.first}` : `${each.first}–${each.last}`,
    each.name === null ? "" : plain(each.name).replaceAll(".", ": "),
    h("code", {}, each.bits),
    inWords(each),
    each.meaning,
  ]);
  return table("Every bit", ["Bits", "Field", "As sent", "Value", "Meaning"], rows);
}

function inWords({ value, unit, bits }) {
  if (value === null) return "not given";
  if (value === bits) return "";
  const text = typeof value === "object" ? parts(value) : plain(String(value));
  return unit ? `${text} ${unit}` : text;
}

const parts = (value) => Object.entries(value).map(([name, part]) => `${plain(name)} ${part}`).join(", ");

// Nested fields as one list, with dots as in `bits`.
export function flat(fields, prefix = "") {
  return Object.entries(fields ?? {}).flatMap(([name, value]) =>
    (value !== null && typeof value === "object" && !Array.isArray(value)
      ? flat(value, `${prefix}${name}.`)
      : [[plain(prefix + name), value === null ? "not given" : plain(String(value))]]));
}
