// Bearing and distance on a sphere of the Earth's mean radius: at most 0.6 % from the ellipsoid's.

import { recall } from "./memory.js";

export const EARTH_KM = 6371.0088;
const NAUTICAL_MILE_KM = 1.852;
const RADIANS = Math.PI / 180;

export const lonLat = ({ lat, lon }) => [lon, lat];
export const distanceKm = (from, to) => EARTH_KM * d3.geoDistance(lonLat(from), lonLat(to));

// True, of the great circle at its start.
export function bearingDegrees(from, to) {
  const [f, t, d] = [from.lat * RADIANS, to.lat * RADIANS, (to.lon - from.lon) * RADIANS];
  const east = Math.sin(d) * Math.cos(t);
  const north = Math.cos(f) * Math.sin(t) - Math.sin(f) * Math.cos(t) * Math.cos(d);
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}

// From the point that the user has set; "" without one.
export function fromMyPoint(position) {
  const mine = recall("point");
  if (mine === null) return "";
  const km = distanceKm(mine, position);
  const bearing = String(Math.round(bearingDegrees(mine, position)) % 360).padStart(3, "0");
  return `${bearing}° true, ${(km / NAUTICAL_MILE_KM).toFixed(1)} NM (${km.toFixed(1)} km)`;
}

// "54.18 7.89" or "54.18, 7.89"; null where it is no place.
export function parsePoint(text) {
  const numbers = text.trim().split(/[\s,]+/).map(Number);
  const [lat, lon] = numbers;
  const isPlace = numbers.length === 2 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return isPlace ? { lat, lon } : null;
}
