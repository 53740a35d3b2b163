// Land and borders of Natural Earth: coarse at once, fine when somebody looks closely.

const files = { coarse: "vendor/countries-110m.json", fine: "vendor/countries-50m.json" };
const loading = new Map();
const loaded = new Map();

export function atlas(detail, whenLoaded) {
  if (!loading.has(detail)) {
    loading.set(detail, load(detail).then(whenLoaded, () => loading.delete(detail)));
  }
  return loaded.get(detail) ?? loaded.get("coarse") ?? null;
}

async function load(detail) {
  const topology = await (await fetch(files[detail])).json();
  const { countries, land } = topology.objects;
  loaded.set(detail, {
    land: topojson.feature(topology, land),
    borders: topojson.mesh(topology, countries, (a, b) => a !== b),
  });
}
