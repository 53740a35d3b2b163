// The station's HTTP API: docs/web.md, /api/v1/openapi.json.

const PREFIX = "api/v1";

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`${PREFIX}${path}`, options);
  } catch {
    throw new Refused(0, "No contact with the station.");
  }
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({ error: answer.statusText }));
  throw new Refused(answer.status, error);
}

const get = async (path) => (await ask(path)).json();
const getText = async (path) => (await ask(path)).text();
export const eventsAfter = (id) => new EventSource(`${PREFIX}/events?last_event_id=${id}`);

export async function incidents(phase) {
  const found = [];
  let page = await get(`/incidents?phase=${phase}`);
  const { last_event_id } = page;
  found.push(...page.incidents);
  while (page.next !== null && phase === "open") {
    page = await get(`/incidents?phase=${phase}&after=${encodeURIComponent(page.next)}`);
    found.push(...page.incidents);
  }
  return { last_event_id, incidents: found };
}

export const overview = () => get("/overview");

export const pathOf = (incident) => `/incidents/${incident.class}/${encodeURIComponent(incident.incident_id)}`;
export const whole = (key, limit = 500) => get(`/incidents/${key}?limit=${limit}`);

// Of what was seen: the station refuses where a newer alert has come meanwhile.
export const say = async (action, incident) => (await ask(`${pathOf(incident)}/${action}`, {
  method: "POST",
  body: JSON.stringify({ event_id: incident.alert_id }),
})).json();

export const session = () => get("/session");
export const signIn = async (token) => (await ask("/session", {
  method: "POST",
  headers: { authorization: `Bearer ${token}` },
})).json();
export const signOut = async () => (await ask("/session", { method: "DELETE" })).json();

export const sit185 = (alertId) => getText(`/sit185/${alertId}`);
export const spectrum = (isWide) => get(`/spectrum?wide=${isWide}`);
export const decode = (hex) => get(`/decode?hex=${encodeURIComponent(hex)}`);
