// What coordinators read instead of the words of the documents: docs/mqtt.md.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const KINDS = {
  initial_unlocated: "first alert, no position",
  initial_encoded: "first alert, with position",
  identity_confirmed: "identity confirmed",
  position_update: "new position",
  position_conflict: "positions contradict each other",
  position_confirmed: "position repeated after a conflict",
  tracking: "tracking",
  cancelled_by_user: "cancelled by the user",
  silent: "not heard any more",
  resumed: "heard again",
  unreliable: "doubtful message",
  closed: "closed",
};

const SOURCES = {
  encoded_internal: "the beacon's own receiver",
  encoded_external: "a device connected to the beacon",
  encoded: "the beacon does not say",
};

export const kindInWords = (kind) => KINDS[kind] ?? plain(kind);
export const sourceInWords = (source) => SOURCES[source] ?? plain(source);
export const plain = (word) => word.replaceAll("_", " ");

export const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

// "07:44:29 UTC" of an RFC 3339 time, with the date where it is not today's.
export function utc(time) {
  if (!time) return "unknown";
  const today = new Date().toISOString();
  const year = time.slice(0, 4) === today.slice(0, 4) ? "" : ` ${time.slice(0, 4)}`;
  return time.slice(0, 10) === today.slice(0, 10) ? `${clock(time)} UTC` : `${date(time)}${year} ${clock(time)} UTC`;
}

// "22 Nov 07:44:29", where it is said that all times are UTC.
export const shortUtc = (time) => (time ? `${date(time)} ${clock(time)}` : "");

const date = (time) => `${time.slice(8, 10)} ${MONTHS[time.slice(5, 7) - 1]}`;
const clock = (time) => time.slice(11, 19);

export function duration(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} days`;
}

// Degrees and decimal minutes, as charts and SIT 185 have them; tenths of a degree where it was
// rounded to that.
export function place({ lat, lon, rounded }) {
  if (rounded) return `about ${tenths(lat, "N", "S")} ${tenths(lon, "E", "W")}`;
  return `${minutes(lat, 2, "N", "S")} ${minutes(lon, 3, "E", "W")}`;
}

const tenths = (degrees, positive, negative) => `${Math.abs(degrees).toFixed(1)}° ${degrees < 0 ? negative : positive}`;

function minutes(degrees, digits, positive, negative) {
  const hundredths = Math.round(Math.abs(degrees) * 6000);
  const whole = String(Math.floor(hundredths / 6000)).padStart(digits, "0");
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
  return `${whole}°${rest}′ ${degrees < 0 ? negative : positive}`;
}

export function metres(m) {
  if (m < 1000) return `${Math.round(m)}\u00a0m`;
  return `${(m / 1000).toFixed(m < 20000 ? 1 : 0)}\u00a0km`;
}

export const megahertz = (hz) => (hz === null ? "" : `${(hz / 1e6).toFixed(4)} MHz`);
// How far a time may be off, where that matters; as alerts/formats/wording.py has it.
export const timeDoubt = (off_s) => (off_s > 1.5 ? `${Math.ceil(off_s)} s` : "");
export const decibels = (db) => (db === null ? "" : `${db.toFixed(1)} dB-Hz`);
