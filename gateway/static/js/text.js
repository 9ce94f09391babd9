// The same as gateway/pages/text.py: an empty line ends a block, numbered lines become steps.

const STEP = /^\s*(\d{1,2})[.．、)）]\s*(?=\D)(.+)$/;
const POINT = /^\s*[-•·]\s*(.+)$/;

export function blocks(text) {
  const out = [];
  let fresh = true;
  for (const raw of text.split("\n")) {
    if (!raw.trim()) {
      fresh = true;
      continue;
    }
    const [kind, line] = parse(raw);
    if (fresh || out[out.length - 1].kind !== kind) out.push({ kind, lines: [] });
    out[out.length - 1].lines.push(line);
    fresh = false;
  }
  return out;
}

function parse(raw) {
  const step = STEP.exec(raw);
  if (step) return ["ol", { text: step[2].trim(), number: Number(step[1]) }];
  const point = POINT.exec(raw);
  if (point) return ["ul", { text: point[1].trim() }];
  return ["p", { text: raw.trim() }];
}
