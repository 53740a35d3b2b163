// What this browser keeps. It may keep nothing, as in a private window: then it lasts for the page.

const meanwhile = new Map();

export function remember(name, value) {
  meanwhile.set(name, value);
  try {
    localStorage.setItem(`beacon406.${name}`, JSON.stringify(value));
  } catch {
    // kept above
  }
}

export function recall(name, otherwise = null) {
  if (meanwhile.has(name)) return meanwhile.get(name);
  try {
    return JSON.parse(localStorage.getItem(`beacon406.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
