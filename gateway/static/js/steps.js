// The same as gateway/pages/steps.py: an answer's steps one at a time. Opening the next one works without script.

import { blocks } from "./text.js";

const NUMBER = /[0-9][0-9 -]*[0-9]/g;
const SHORTEST = 3; // digits
const digits = (text) => text.replace(/[^0-9]/g, "");

/** { before, lines, after }, or null when there is nothing to take one by one. */
export function steps(text, hotlines) {
  const found = blocks(text);
  const first = found.findIndex((block) => block.kind === "ol");
  const last = found.map((block) => block.kind).lastIndexOf("ol");
  const run = found.slice(first, last + 1);
  if (first < 0 || run.some((block) => block.kind !== "ol")) return null;
  const lines = run.flatMap((block) => block.lines);
  const shown = (hotlines || []).map((line) => digits(line.number || ""));
  const named = lines.slice(1).flatMap((line) => line.text.match(NUMBER) || []).map(digits);
  if (lines.length < 2 || named.some((number) => number.length >= SHORTEST && !shown.includes(number))) return null;
  return { before: found.slice(0, first), lines, after: found.slice(last + 1) };
}

/** Who asks for the next step is taken to it: it is read once, and the button is not in the way any more. */
export function followSteps(log) {
  log.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches(".step") || !target.open) return;
      const line = target.querySelector("li");
      line.tabIndex = -1;
      line.focus();
      line.dispatchEvent(new Event("xiaobao:step", { bubbles: true }));
    },
    true,
  );
  addEventListener("beforeprint", () => log.querySelectorAll(".step").forEach((step) => (step.open = true)));
}
