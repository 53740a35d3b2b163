// Spectrum and waterfall on a canvas: rows of densities, the newest first, in the page's colours.

const LEFT = 46;
const RIGHT = 10;
const TOP = 8;
const AXIS = 24;
const SHARE = 0.42; // of the height for the spectrum
const BELOW_DB = 6;
const RANGE_DB = 38;
const GRID_DB = 10;
const ROW_PIXELS = 2;
const TICK_PIXELS = 90;
const BAND_HZ = [406.0e6, 406.1e6];
const STOPS = ["fall-0", "fall-1", "fall-2", "fall-3", "fall-4"];
const SHADES = 256;

// paint: the colour of a name of colours.css
export function drawBand(context, rows, [width, height], paint) {
  const bottom = Math.round(height * SHARE);
  const floor = median(rows.map((row) => row.noise_dbfs_hz));
  const low = Math.floor((floor - BELOW_DB) / 2) * 2;
  const place = {
    across: (hz) => LEFT + ((hz - rows[0].low_hz) / (rows[0].high_hz - rows[0].low_hz)) * (width - LEFT - RIGHT),
    up: (db) => bottom - ((Math.min(Math.max(db, low), low + RANGE_DB) - low) / RANGE_DB) * (bottom - TOP),
    low, bottom, width, height,
  };
  context.fillStyle = paint("paper");
  context.fillRect(0, 0, width, height);
  context.font = "12px system-ui, sans-serif";
  drawGrid(context, rows[0], place, paint);
  drawSpectrum(context, rows[0], place, paint);
  drawFall(context, rows, place, STOPS.map(paint));
  drawAges(context, rows, place, paint);
}

function drawGrid(context, row, { across, up, low, bottom, width }, paint) {
  const [left, right] = [across(row.low_hz), across(row.high_hz)];
  if (row.center_hz !== null) {
    const [from, to] = BAND_HZ.map((hz) => Math.min(Math.max(across(hz), left), right));
    context.fillStyle = paint("raised");
    context.fillRect(from, TOP, to - from, bottom - TOP);
  }
  Object.assign(context, { strokeStyle: paint("rule"), lineWidth: 0.7, textBaseline: "middle", textAlign: "right" });
  context.beginPath();
  for (let db = Math.ceil(low / GRID_DB) * GRID_DB; db <= low + RANGE_DB; db += GRID_DB) {
    context.moveTo(left, up(db));
    context.lineTo(right, up(db));
    context.fillStyle = paint("faint");
    context.fillText(`${db}`, LEFT - 6, up(db));
  }
  const step = tickStep(row, (width - LEFT - RIGHT) / TICK_PIXELS);
  Object.assign(context, { textAlign: "center", textBaseline: "top" });
  for (let hz = Math.ceil(row.low_hz / step) * step; hz <= row.high_hz; hz += step) {
    context.moveTo(across(hz), TOP);
    context.lineTo(across(hz), bottom + 4);
    context.fillText(tickText(hz, row), Math.min(Math.max(across(hz), left + 12), right - 16), bottom + 6);
  }
  context.stroke();
}

function drawSpectrum(context, row, { across, up, bottom }, paint) {
  const columns = row.columns_dbfs_hz;
  const step = (row.high_hz - row.low_hz) / columns.length;
  const line = new Path2D();
  columns.forEach((db, i) => line.lineTo(across(row.low_hz + (i + 0.5) * step), up(db)));
  const area = new Path2D(line);
  area.lineTo(across(row.high_hz - step / 2), bottom);
  area.lineTo(across(row.low_hz + step / 2), bottom);
  Object.assign(context, { fillStyle: paint("link"), globalAlpha: 0.18 });
  context.fill(area);
  Object.assign(context, { globalAlpha: 1, strokeStyle: paint("link"), lineWidth: 1.2 });
  context.stroke(line);
  context.setLineDash([5, 4]);
  Object.assign(context, { strokeStyle: paint("track"), lineWidth: 1 });
  context.beginPath();
  context.moveTo(across(row.low_hz), up(row.noise_dbfs_hz));
  context.lineTo(across(row.high_hz), up(row.noise_dbfs_hz));
  context.stroke();
  context.setLineDash([]);
}

// As many rows as there is room for: drawn small, then stretched.
function drawFall(context, rows, { across, low, bottom, height }, stops) {
  const top = bottom + AXIS;
  const shown = rows.slice(0, Math.floor((height - top) / ROW_PIXELS));
  const columns = rows[0].columns_dbfs_hz.length;
  const shades = ramp(stops);
  const small = new OffscreenCanvas(columns, shown.length);
  const painter = small.getContext("2d");
  const image = painter.createImageData(columns, shown.length);
  const pixels = new Uint32Array(image.data.buffer);
  shown.forEach((row, y) => row.columns_dbfs_hz.forEach((db, x) => {
    const share = Math.min(Math.max((db - low) / RANGE_DB, 0), 1);
    pixels[y * columns + x] = shades[Math.round(share * (SHADES - 1))];
  }));
  painter.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  const [left, right] = [across(rows[0].low_hz), across(rows[0].high_hz)];
  context.fillStyle = stops[0];
  context.fillRect(left, top, right - left, height - top);
  context.drawImage(small, left, top, right - left, ROW_PIXELS * shown.length);
}

function drawAges(context, rows, { bottom, height }, paint) {
  Object.assign(context, { fillStyle: paint("faint"), textAlign: "right", textBaseline: "middle" });
  const room = (height - bottom - AXIS) / ROW_PIXELS;
  for (let minutes = 1; ; minutes += 1) {
    const row = rows.findIndex(({ number }) => rows[0].number - number >= 60_000 * minutes);
    if (row === -1 || row > room - 3) return;
    context.fillText(`-${minutes} min`, LEFT - 4, bottom + AXIS + ROW_PIXELS * row);
  }
}

// From the first colour to the last, as the pixels of an image have them: ABGR.
function ramp(stops) {
  const painter = new OffscreenCanvas(SHADES, 1).getContext("2d");
  const gradient = painter.createLinearGradient(0, 0, SHADES, 0);
  stops.forEach((colour, i) => gradient.addColorStop(i / (stops.length - 1), colour));
  painter.fillStyle = gradient;
  painter.fillRect(0, 0, SHADES, 1);
  return new Uint32Array(painter.getImageData(0, 0, SHADES, 1).data.buffer);
}

const tickStep = ({ low_hz, high_hz }, most) => {
  const least = (high_hz - low_hz) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((each) => each * power >= least);
};

const tickText = (hz, { center_hz }) => (center_hz === null ? `${(hz / 1e3).toFixed(0)} kHz` : (hz / 1e6).toFixed(2));

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
