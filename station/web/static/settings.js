// What the user sets for this browser.

import * as api from "./api.js";
import { byId } from "./dom.js";
import { parsePoint } from "./geodesy.js";
import { recall, remember } from "./memory.js";
import * as tone from "./tone.js";

export const applyColours = () => {
  const colours = recall("colours", "auto");
  if (colours === "auto") delete document.documentElement.dataset.colours;
  else document.documentElement.dataset.colours = colours;
};

// changed: { session, point, colours }, called after each
export function prepareSettings(changed) {
  token(changed.session);
  point(changed.point);
  const colours = byId("colours");
  colours.value = recall("colours", "auto");
  colours.addEventListener("change", () => {
    remember("colours", colours.value);
    applyColours();
    changed.colours();
  });
  byId("sound-try").addEventListener("click", tone.tryIt);
}

export function showSession({ name, rights }) {
  const known = `You are ${name}, and may ${rights.map((right) => right.replaceAll("_", " ")).join(", ")}.`;
  const overview = `You are ${name}, and see an overview: nobody is named, and positions are rounded.`;
  const said = rights.includes("overview") ? overview : known;
  byId("session").textContent = name === null ? "Not known: you may read at most, not acknowledge." : said;
  byId("sign-out").hidden = name === null;
}

function token(changed) {
  const act = (work) => async (event) => {
    event.preventDefault();
    byId("problem").textContent = "";
    try {
      changed(await work());
    } catch (error) {
      byId("problem").textContent = error.message;
    }
    byId("token").value = "";
  };
  byId("token-form").addEventListener("submit", act(() => api.signIn(byId("token").value.trim())));
  byId("sign-out").addEventListener("click", act(api.signOut));
}

function point(changed) {
  const field = byId("point");
  const mine = recall("point");
  field.value = mine ? `${mine.lat} ${mine.lon}` : "";
  const set = (place) => {
    remember("point", place);
    changed();
  };
  byId("point-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const place = parsePoint(field.value);
    byId("problem").textContent = place ? "" : "A point is two numbers: latitude from -90 to 90, longitude from -180 to 180.";
    if (place) set(place);
  });
  byId("point-clear").addEventListener("click", () => {
    field.value = "";
    set(null);
  });
}
