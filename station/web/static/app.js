// The list of open incidents: read once, then kept by the stream of events.

const rows = new Map();

function place(incident) {
  const fix = incident.fixes.at(-1);
  return fix ? `${fix.position.lat.toFixed(4)} ${fix.position.lon.toFixed(4)}` : "";
}

function show(incident) {
  const key = `${incident.class}/${incident.incident_id}`;
  rows.get(key)?.remove();
  rows.delete(key);
  if (incident.phase === "closed") return;
  const row = document.createElement("tr");
  const cells = [
    incident.class, incident.beacon_id, incident.identity ?? "", incident.phase,
    incident.bursts, incident.last_heard, place(incident),
  ];
  for (const text of cells) row.insertCell().textContent = text;
  document.getElementById("incidents").prepend(row);
  rows.set(key, row);
}

async function start() {
  const answer = await fetch("api/v1/incidents");
  const page = await answer.json();
  if (!answer.ok) {
    document.getElementById("state").textContent = page.error;
    return;
  }
  for (const row of rows.values()) row.remove();
  rows.clear();
  page.incidents.reverse().forEach(show);
  listen(page.last_event_id);
}

function listen(lastEventId) {
  const events = new EventSource(`api/v1/events?last_event_id=${lastEventId}`);
  const state = document.getElementById("state");
  events.addEventListener("alert", (event) => show(JSON.parse(event.data).incident));
  events.addEventListener("incident", (event) => show(JSON.parse(event.data)));
  events.addEventListener("status", (event) => {
    const health = JSON.parse(event.data);
    state.textContent = `${health.station}: ${health.state}, ${health.reason} (${health.time})`;
  });
  events.addEventListener("reset", () => {
    events.close();
    start();
  });
  events.onerror = () => { state.textContent = "No contact with the station"; };
}

start();
