// The incidents as two lists, those for action and all others, the newest change first.

import { changedAt, fixOf, keyOf } from "./board.js";
import { classOf, iconOf } from "./classes.js";
import { byId, h } from "./dom.js";
import { fromMyPoint } from "./geodesy.js";
import { duration, kindInWords, metres, place, plain, utc } from "./words.js";

const AGES_MS = 10000;

export class List {
  #board;
  #alarm;
  #rows = new Map();
  #chosen = null;

  constructor(board, alarm) {
    this.#board = board;
    this.#alarm = alarm;
    board.addEventListener("loaded", () => this.showAll());
    board.addEventListener("alert", ({ detail }) => this.#show(detail.incident));
    board.addEventListener("state", ({ detail }) => this.#show(detail.incident));
    alarm.addEventListener("change", () => this.#markUnseen());
    byId("list").addEventListener("keydown", moveFocus);
    setInterval(() => this.#age(), AGES_MS);
  }

  showAll() {
    this.#rows.clear();
    const newestFirst = [...this.#board.incidents.values()]
      .sort((a, b) => (changedAt(a) < changedAt(b) ? 1 : -1));
    const lists = { alerts: [], tests: [] };
    for (const incident of newestFirst) lists[listOf(incident)].push(this.#row(incident));
    for (const [name, rows] of Object.entries(lists)) byId(name).replaceChildren(...rows);
    this.#count();
  }

  // Who leaves an incident by the keyboard is again where he came from.
  choose(key) {
    const isLeaving = key === null && byId("detail").contains(document.activeElement);
    if (isLeaving) this.#rows.get(this.#chosen)?.firstElementChild.focus();
    this.#mark(this.#chosen, false);
    this.#chosen = key;
    this.#mark(key, true);
    this.#rows.get(key)?.scrollIntoView({ block: "nearest" });
  }

  #mark(key, isChosen) {
    const link = this.#rows.get(key)?.firstElementChild;
    if (isChosen) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }

  #show(incident) {
    const key = keyOf(incident);
    const old = this.#rows.get(key);
    const hadFocus = old?.contains(document.activeElement);
    old?.remove();
    const row = this.#row(incident);
    const list = byId(listOf(incident));
    const older = [...list.children].find((each) => each.dataset.changed < changedAt(incident));
    list.insertBefore(row, older ?? null);
    if (hadFocus) row.firstElementChild.focus();
    this.#count();
  }

  #row(incident) {
    const key = keyOf(incident);
    const isUnseen = this.#alarm.isUnseen(incident);
    const link = h("a", { href: `#/incident/${key}`, "aria-current": key === this.#chosen ? "true" : null },
      iconOf(incident.class), h("span", { class: "about" }, lines(incident)));
    const row = h("li", {
      "data-key": key,
      "data-changed": changedAt(incident),
      class: `row phase-${incident.phase}${isUnseen ? " is-unseen" : ""}`,
    }, link);
    this.#rows.set(key, row);
    return row;
  }

  #markUnseen() {
    for (const row of document.querySelectorAll("li.is-unseen")) row.classList.remove("is-unseen");
    const { unseen } = this.#alarm;
    for (const each of unseen) this.#rows.get(keyOf(each))?.classList.add("is-unseen");
    byId("unseen-count").textContent = unseen.length ? `${unseen.length} not seen` : "";
  }

  #age() {
    for (const age of document.querySelectorAll("#list .age")) {
      age.textContent = agoOf(age.dataset.time);
    }
  }

  #count() {
    for (const name of ["alerts", "tests"]) {
      const count = byId(name).childElementCount;
      byId(`${name}-count`).textContent = `(${count})`;
      byId(`${name}-none`).hidden = count > 0;
    }
  }
}

const listOf = (incident) => (classOf(incident.class).action ? "alerts" : "tests");
const agoOf = (time) => `${duration(Date.now() - Date.parse(time))} ago`;

function lines(incident) {
  const fix = fixOf(incident);
  const from = fix ? fromMyPoint(fix.position) : "";
  const changed = changedAt(incident);
  return [
    h("span", { class: "ends" },
      h("strong", { class: `of-${incident.class}` }, classOf(incident.class).label),
      h("span", { class: "when" }, `${utc(changed)}, `, h("span", { class: "age", "data-time": changed }, agoOf(changed)))),
    h("span", { class: "who" }, incident.identity ?? incident.beacon_id),
    h("span", { class: "at" }, fix ? `${place(fix.position)} ±\u00a0${metres(fix.position.radius_95_m)}` : "No position"),
    from && h("span", {}, from),
    h("span", { class: "ends" },
      h("span", { class: "what" }, stateOf(incident)),
      h("span", { class: "seen" }, seenBy(incident))),
  ];
}

function stateOf({ kind, phase }) {
  if (kind === null) return plain(phase);
  return kindInWords(kind) + (phase === "active" || kind.startsWith(phase) ? "" : ` · ${phase}`);
}

function seenBy(incident) {
  if (incident.isRedacted) return "";
  if (incident.closed) return `closed: ${incident.closed.reason}`;
  const names = incident.acknowledged.map((each) => each.by);
  return names.length ? `seen by ${names.join(", ")}` : "seen by nobody";
}

function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...document.querySelectorAll("#list li a")];
  const at = links.indexOf(document.activeElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}
