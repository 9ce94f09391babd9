// What is shown of an answer, as sentences to say, and where each of them stands on the page.

import { $ } from "./dom.js";
import { digits, step } from "./numerals.js";
import { sentences, spoken } from "./spoken.js";

const SILENT =
  "[hidden], .hidden, .read, .sources, .pages, button, form, summary, svg, [aria-hidden=true], details:not([open])";
const BLOCK = "p, li, .text, .bubble";

/** [{ said, range }] of a message's bubble or of one step in it; telephone numbers come last. */
export function parts(root, script) {
  const runs = blocks(root);
  const lines = runs.filter(({ block }) => block.closest(".hotlines"));
  return [
    ...runs.filter((run) => !lines.includes(run)).flatMap((run) => read(run, script)),
    ...lines.map((run, at) => line(run, at, script)),
  ].filter(({ said }) => /[\p{L}\p{N}]/u.test(said));
}

/** The text nodes that can be seen, by the paragraph or list item they stand in. */
function blocks(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const runs = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest(SILENT) || !parent.getClientRects().length) continue;
    const block = parent.closest(BLOCK) || root;
    const last = runs[runs.length - 1];
    if (last?.block === block) last.nodes.push(node);
    else runs.push({ block, nodes: [node] });
  }
  return runs;
}

function read({ block, nodes }, script) {
  const text = nodes.map((node) => node.data).join("");
  const found = sentences(text).map(([start, end]) => ({
    said: spoken(text.slice(start, end), script),
    range: range(nodes, start, end),
  }));
  if (found.length && block.matches("ol > li")) found[0].said = `${step(count(block))}，${found[0].said}`;
  return found;
}

const count = (item) => item.value || [...item.parentElement.children].indexOf(item) + 1;

/** 可以马上拨打的电话：公安报警，一 一 零 */
function line({ block, nodes }, at, script) {
  const label = at ? "" : `${block.parentElement.getAttribute("aria-label")}：`;
  const number = $("b", block)?.textContent || "";
  const name = $("b + span", block)?.textContent || "";
  const called = /\d/.test(number) ? digits(number) : spoken(number, script);
  return { said: `${label}${spoken(name, script)}，${called}`, range: range(nodes, 0, Infinity) };
}

/** The place of the signs from start to end in a row of text nodes. */
function range(nodes, start, end) {
  const place = document.createRange();
  let at = 0;
  place.setEndAfter(nodes[nodes.length - 1]);
  place.setStart(nodes[0], 0);
  for (const node of nodes) {
    const size = node.data.length;
    if (start >= at && start < at + size) place.setStart(node, start - at);
    if (end > at && end <= at + size) place.setEnd(node, end - at);
    at += size;
  }
  return place;
}

const supported = window.Highlight && window.CSS?.highlights;
let last = null;

/** Show which sentence is being read, where the browser can do so without touching the text; null shows none. */
export function mark(place) {
  if (place && last && !away(last)) scrollBy(0, away(place));
  last = place;
  if (!supported) return;
  if (place) CSS.highlights.set("reading", new Highlight(place));
  else CSS.highlights.delete("reading");
}

/** How far the page must move to show it, in pixels: who reads along is taken along, who has moved away is not. */
function away(place) {
  const { top, bottom } = place.getBoundingClientRect();
  const style = getComputedStyle(document.documentElement);
  const above = top - (parseFloat(style.scrollPaddingTop) || 0);
  const below = bottom - innerHeight + (parseFloat(style.scrollPaddingBottom) || 0);
  // A page moves by whole pixels: what is left over is none.
  if (below > 1) return Math.min(Math.ceil(below), above);
  return above < -1 ? Math.floor(above) : 0;
}
