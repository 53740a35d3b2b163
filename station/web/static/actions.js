// What may be done with an incident: to acknowledge and to close need a token with that right.

import * as api from "./api.js";
import { byId, h } from "./dom.js";

export class Actions {
  session = { name: null, rights: [] };
  #board;
  #alarm;

  constructor(board, alarm) {
    this.#board = board;
    this.#alarm = alarm;
  }

  get mayAcknowledge() {
    return this.session.rights.includes("acknowledge");
  }

  buttons = (incident) => {
    if (incident.closed !== null) return null;
    const say = (action) => () => this.#say(action, incident);
    return h("span", { class: "buttons" },
      this.mayAcknowledge && incident.seq > 0 && h("button", { type: "button", class: this.#alarm.isUnseen(incident) ? "acknowledge main" : "acknowledge", onclick: say("acknowledge") }, "Acknowledge"),
      !this.mayAcknowledge && this.#alarm.isUnseen(incident)
        && h("button", { type: "button", class: "silence", onclick: () => this.#alarm.silenceHere([incident]) }, "Silence here"));
  };

  closing(incident) {
    const isPossible = this.mayAcknowledge && incident.closed === null && incident.seq > 0;
    return isPossible && h("button", { type: "button", class: "close", onclick: () => this.#close(incident) }, "Close the incident");
  }

  #close(incident) {
    if (confirm("Close the incident for everybody? Later bursts open a new one.")) this.#say("close", incident);
  }

  async #say(action, incident) {
    byId("problem").textContent = "";
    try {
      this.#board.state(await api.say(action, incident));
    } catch (error) {
      byId("problem").textContent = `Not done: ${error.message}`;
    }
  }
}
