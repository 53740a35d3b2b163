// Names beside marks, as many as have room: those that come first are the important ones.

const FONT = "12px system-ui, sans-serif";
const HEIGHT = 16;
const GAP = 13; // from the middle of a mark
const LONGEST = 36;

// marks: [{ x, y, text }]; a mark without a text only takes its place.
export function drawLabels(context, marks, { ink, halo, size: [mapWidth] }) {
  Object.assign(context, { font: FONT, textBaseline: "middle", lineJoin: "round", lineWidth: 4, strokeStyle: halo, fillStyle: ink });
  const taken = marks.map(({ x, y }) => ({ left: x - GAP, right: x + GAP, top: y - GAP, bottom: y + GAP }));
  marks.forEach(({ x, y, text }, number) => {
    if (!text) return;
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
    const width = context.measureText(short).width;
    const sides = [x + GAP, x - GAP - width].map((left) => ({ left, right: left + width, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 }));
    const free = sides.find((box) => box.left > 0 && box.right < mapWidth && !taken.some((each, other) => other !== number && overlaps(box, each)));
    if (!free) return;
    taken.push(free);
    context.strokeText(short, free.left, y);
    context.fillText(short, free.left, y);
  });
}

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
