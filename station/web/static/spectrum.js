// The spectrum as it is now, above what it was: for pointing an antenna, and finding what disturbs.

import * as api from "./api.js";
import { byId, h } from "./dom.js";
import { drawBand } from "./waterfall.js";
import { megahertz } from "./words.js";

const EVERY_MS = 1000;
const ROWS = 180;
const DESK_FONT = 15; // pixels, as style.css has it

export class Spectrum {
  #rows = new Map(); // source to its rows, the newest first
  #isShown = false;
  #isHeld = false;
  #timer = null;
  #asked = 0;
  #canvas = byId("spectrum-canvas");
  #paints = {};

  constructor() {
    byId("spectrum-hold").addEventListener("click", ({ currentTarget }) => {
      this.#isHeld = !this.#isHeld;
      currentTarget.ariaPressed = String(this.#isHeld);
      this.#ask();
    });
    byId("spectrum-wide").addEventListener("change", () => {
      this.#rows.clear();
      this.#ask();
    });
    byId("spectrum-source").addEventListener("change", () => this.#draw());
    new ResizeObserver(() => this.#resize()).observe(this.#canvas);
  }

  show(isShown) {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    this.#ask();
  }

  repaint() {
    this.#paints = {};
    this.#draw();
  }

  // One question at a time; the answer to an older one is of no use.
  async #ask() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (!this.#isShown || this.#isHeld) return;
    const found = await api.spectrum(byId("spectrum-wide").checked).catch(() => null);
    if (asked !== this.#asked) return;
    if (found !== null) this.#take(found.rows);
    this.#timer = setTimeout(() => this.#ask(), EVERY_MS);
  }

  #take(rows) {
    for (const row of rows) {
      const kept = this.#rows.get(row.source) ?? [];
      const isAlike = kept[0]?.low_hz === row.low_hz && kept[0]?.high_hz === row.high_hz;
      if (kept[0]?.number !== row.number) this.#rows.set(row.source, [row, ...(isAlike ? kept : [])].slice(0, ROWS));
    }
    for (const source of this.#rows.keys()) {
      if (!rows.some((row) => row.source === source)) this.#rows.delete(source);
    }
    this.#offer(rows.map((row) => row.source));
    this.#draw();
  }

  #offer(sources) {
    const choice = byId("spectrum-source");
    const offered = [...choice.options].map((option) => option.value);
    if (offered.join() !== sources.join()) {
      const chosen = choice.value;
      choice.replaceChildren(...sources.map((name) => h("option", {}, name)));
      if (sources.includes(chosen)) choice.value = chosen;
    }
    byId("spectrum-choice").hidden = sources.length < 2;
  }

  #resize() {
    const { clientWidth, clientHeight } = this.#canvas;
    if (clientWidth === 0) return;
    this.#canvas.width = clientWidth * devicePixelRatio;
    this.#canvas.height = clientHeight * devicePixelRatio;
    this.#draw();
  }

  #draw() {
    const rows = this.#rows.get(byId("spectrum-source").value) ?? [];
    byId("spectrum-none").hidden = rows.length > 0;
    this.#canvas.hidden = rows.length === 0;
    if (rows.length === 0 || this.#canvas.width === 0) {
      byId("spectrum-peak").textContent = "";
      return;
    }
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / DESK_FONT;
    const pixels = devicePixelRatio * unit;
    const context = this.#canvas.getContext("2d");
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    const size = [this.#canvas.width / pixels, this.#canvas.height / pixels];
    drawBand(context, rows, size, (name) => this.#paint(name));
    const { peak_hz: hz, peak_db: db, noise_dbfs_hz: noise, center_hz: centre } = rows[0];
    const at = centre === null ? `${(hz / 1e3).toFixed(2)} kHz from the middle` : megahertz(hz);
    byId("spectrum-peak").textContent = `Strongest ${db.toFixed(0)} dB over the floor, at ${at}. Floor ${noise.toFixed(1)} dBFS/Hz.`;
  }

  #paint(name) {
    if (!(name in this.#paints)) {
      this.#canvas.style.color = `var(--${name})`;
      this.#paints[name] = getComputedStyle(this.#canvas).color;
    }
    return this.#paints[name];
  }
}
