// The station's events, and whether it is still there.
//
// A status comes every 5 s; without one for SILENCE_MS the connection is taken for dead, and made
// anew from the last event that was read, so that none is lost.

import { eventsAfter } from "./api.js";

const SILENCE_MS = 12000;
const AGAIN_MS = 2000;

export class Stream extends EventTarget {
  heardAt = null;
  inContact = false;
  #events = null;
  #last = "";
  #timer = null;

  constructor() {
    super();
    setInterval(() => this.#watch(), 1000);
  }

  from(id) {
    this.#last = id;
    this.#connect();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#events?.close();
    this.#events = null;
  }

  #connect() {
    this.stop();
    this.#events = eventsAfter(this.#last);
    for (const what of ["alert", "incident", "status", "reset", "overview"]) {
      this.#events.addEventListener(what, (event) => this.#take(what, event));
    }
    this.#events.addEventListener("error", () => this.#failed());
  }

  #take(what, event) {
    this.#last = event.lastEventId || this.#last;
    this.heardAt = performance.now();
    this.#contact(true);
    this.dispatchEvent(new CustomEvent(what, { detail: JSON.parse(event.data) }));
  }

  // A browser connects again by itself, but not after an answer that is no stream.
  #failed() {
    this.#contact(false);
    if (this.#events?.readyState === EventSource.CLOSED) this.#again();
  }

  #watch() {
    if (this.inContact && performance.now() - this.heardAt > SILENCE_MS) {
      this.#contact(false);
      this.#again();
    }
    this.dispatchEvent(new Event("tick"));
  }

  #again() {
    this.stop();
    this.#timer = setTimeout(() => this.#connect(), AGAIN_MS);
  }

  #contact(inContact) {
    if (inContact === this.inContact) return;
    this.inContact = inContact;
    this.dispatchEvent(new Event("contact"));
  }
}
