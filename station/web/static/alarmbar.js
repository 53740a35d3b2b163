// The alarm as it is seen, heard, and read out.

import { fixOf, keyOf } from "./board.js";
import { classOf, iconOf } from "./classes.js";
import { byId, h } from "./dom.js";
import * as tone from "./tone.js";
import { kindInWords, place } from "./words.js";

const SHOWN = 3;

export class AlarmBar {
  #alarm;
  #actions;
  #said = "";
  #shown = null;

  // actions: the buttons of one incident
  constructor(alarm, actions) {
    this.#alarm = alarm;
    this.#actions = actions;
    alarm.addEventListener("change", () => this.#show());
    for (const touch of ["pointerdown", "keydown"]) {
      document.addEventListener(touch, () => this.#touched(), { once: true });
    }
    byId("sound").addEventListener("click", () => this.#touched());
    this.#show();
  }

  #touched() {
    tone.allow();
    setTimeout(() => this.#show(), 200);
  }

  #show() {
    const ringing = this.#alarm.ringing;
    this.#draw(ringing);
    tone.ring(ringing.length > 0);
    byId("sound").hidden = tone.isAllowed();
    document.documentElement.dataset.alarm = ringing.length > 0 ? "ringing" : "quiet";
    document.title = ringing.length > 0 ? `(${ringing.length}) ALARM – beacon406` : "beacon406";
    this.#say(ringing);
  }

  // Only what has changed: a button must not move away under a finger.
  #draw(ringing) {
    const shown = ringing.map((each) => `${keyOf(each)} ${each.alert_id}`).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const bar = byId("alarm");
    bar.hidden = ringing.length === 0;
    bar.replaceChildren(...ringing.slice(0, SHOWN).map((each) => this.#line(each)));
    if (ringing.length > 1) bar.append(this.#inAll(ringing));
  }

  #line(incident) {
    const [label, ...others] = summary(incident);
    return h("div", { class: "ringing" },
      iconOf(incident.class),
      h("a", { href: `#/incident/${keyOf(incident)}` }, h("strong", {}, label), " ", others.join(" · ")),
      this.#actions(incident));
  }

  // In a flood nobody can click on each; it stays not seen, and other browsers ring on.
  #inAll(ringing) {
    const silence = () => this.#alarm.silenceHere(ringing);
    return h("p", { class: "in-all" },
      `${ringing.length} alarms in all: the list has each of them`,
      ringing.length > SHOWN && h("button", { type: "button", onclick: silence }, "Silence all here"));
  }

  // Each fact once, however often the bar is drawn.
  #say(ringing) {
    const newest = ringing[0];
    const fact = newest ? `${keyOf(newest)} ${newest.kind}` : "";
    if (fact === this.#said) return;
    this.#said = fact;
    byId("announcement").textContent = newest ? `Alarm. ${summary(newest).join(" · ")}` : "";
  }
}

function summary(incident) {
  const fix = fixOf(incident);
  return [
    classOf(incident.class).label.toUpperCase(),
    incident.identity ?? incident.beacon_id,
    fix ? place(fix.position) : "no position",
    kindInWords(incident.kind),
  ];
}
