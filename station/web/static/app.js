// Puts the page together: what the station says, and who shows it.

import * as api from "./api.js";
import { Actions } from "./actions.js";
import { Alarm } from "./alarm.js";
import { AlarmBar } from "./alarmbar.js";
import { Board } from "./board.js";
import { Chart } from "./chart.js";
import { all, iconOf } from "./classes.js";
import { prepareDecoding } from "./decode.js";
import { Detail } from "./detail.js";
import { byId, h } from "./dom.js";
import { List } from "./list.js";
import { isPublic, seesOverview } from "./overview.js";
import { Receivers } from "./receivers.js";
import { applyColours, prepareSettings, showSession } from "./settings.js";
import { Spectrum } from "./spectrum.js";
import { StationState } from "./station.js";
import { Stream } from "./stream.js";

const AGAIN_MS = 2000;
const VIEWS = ["watch", "health", "decode", "settings"];

applyColours();
const board = new Board();
const alarm = new Alarm(board);
const actions = new Actions(board, alarm);
new AlarmBar(alarm, actions.buttons);
const list = new List(board, alarm);
const chart = new Chart(board, alarm);
const detail = new Detail(board, actions, (incident) => chart.showOne(incident));
const stream = new Stream();
const station = new StationState(stream);
const receivers = new Receivers(stream);
const spectrum = new Spectrum();

let starting = null;

async function start() {
  clearTimeout(starting);
  stream.stop();
  try {
    const session = await api.session();
    actions.session = session;
    showSession(session);
    showLegend(session);
    document.documentElement.dataset.sees = seesOverview(session) ? "overview" : "all";
    stream.from(seesOverview(session)
      ? await board.loadOverview()
      : await board.load({ closed: byId("closed").ariaPressed === "true" }));
    station.fail(null);
  } catch (error) {
    if (error.status === 401) station.fail("This station shows nothing without a token: sign in under Settings.");
    else if (error.status) station.fail(`The station refuses: ${error.message}`);
    starting = setTimeout(start, AGAIN_MS);
  }
}

stream.addEventListener("alert", ({ detail: alert }) => board.alert(alert));
stream.addEventListener("incident", ({ detail: incident }) => board.state(incident));
stream.addEventListener("overview", ({ detail: overview }) => board.overview(overview));
stream.addEventListener("reset", start);

byId("closed").addEventListener("click", ({ currentTarget }) => {
  currentTarget.ariaPressed = String(currentTarget.ariaPressed !== "true");
  start();
});

// What is covert has no mark for who may not see it.
function showLegend(session) {
  const isSeen = (name) => (seesOverview(session) ? isPublic(name) : name !== "ship_security" || session.rights.includes(name));
  const shown = all.filter(([name]) => isSeen(name));
  byId("legend").replaceChildren(...shown.map(([name, { label }]) => h("li", {}, iconOf(name), label)));
}

function route() {
  const [, name, ...rest] = location.hash.split("/");
  const view = VIEWS.includes(name) ? name : "watch";
  for (const each of VIEWS) byId(each).hidden = each !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  byId("problem").textContent = "";
  const key = name === "incident" ? rest.join("/") : null;
  list.choose(key);
  chart.choose(key);
  detail.choose(key);
  receivers.show(view === "health");
  spectrum.show(view === "health");
}

const repaint = () => {
  chart.repaint();
  spectrum.repaint();
};

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
addEventListener("hashchange", route);
prepareDecoding();
prepareSettings({
  session: (session) => {
    showSession(session);
    start();
  },
  point: () => {
    list.showAll();
    chart.draw();
    detail.refresh();
  },
  colours: repaint,
});
route();
start();
