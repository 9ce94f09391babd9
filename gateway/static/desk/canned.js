// Ready replies while writing: "/" at the beginning of a line opens a list that narrows with every key.
// Without this the select under the box does the same.

import { load } from "./part.js";

const PAUSE = 120;
// Input methods for Chinese make "、" of the same key.
const ASKED = /(?:^|\n)([/／、][^\s/／、]{0,20})$/;
const $ = (id) => document.getElementById(id);
let timer = 0;
let asked = "";

const list = () => $("canned-list");
const options = () => [...(list()?.querySelectorAll("[data-key]") ?? [])];

/** What was typed to find a reply, up to the caret; null when nothing was. */
function query(box) {
  return ASKED.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null;
}

function close() {
  clearTimeout(timer);
  asked = "";
  list()?.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) $("text")?.removeAttribute(name);
}

function choose(option) {
  for (const one of options()) one.ariaSelected = String(one === option);
  if (!option) return;
  $("text").setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

const chosen = () => options().find((one) => one.ariaSelected === "true");

function step(by) {
  const all = options();
  choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

async function look(box) {
  const words = query(box);
  if (words === null) {
    close();
    return;
  }
  asked = words;
  try {
    const url = `${box.form.dataset.canned}?${new URLSearchParams({ q: words.slice(1) })}`;
    const { status, page } = await load(url);
    const fresh = page?.getElementById("canned-list");
    if (status !== 200 || !fresh || asked !== words) return;
    $("canned-box").replaceChildren(document.adoptNode(fresh));
    box.setAttribute("aria-controls", "canned-list");
    choose(options()[0]);
    $("announce").textContent = fresh.dataset.news;
  } catch {
    // The next key asks again.
  }
}

/** In the place of what was typed to find it, or behind what stands there. */
function insert(box, key, text, from, to) {
  box.setRangeText(text, from, to, "end");
  const used = $("canned-used");
  used.value = [...used.value.split(" ").filter(Boolean).slice(-4), key].join(" ");
  close();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function take(option) {
  const box = $("text");
  const end = box.selectionStart;
  insert(box, option.dataset.key, option.dataset.text, end - (query(box)?.length ?? 0), end);
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "text" || !event.target.form?.dataset.canned) return;
  clearTimeout(timer);
  if (query(event.target) === null) close();
  else timer = setTimeout(look, PAUSE, event.target);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.target.id !== "text" || !list() || event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => chosen() && take(chosen()),
      Tab: () => chosen() && take(chosen()),
      Escape: close,
    }[event.key];
    if (!act || (options().length === 0 && event.key !== "Escape")) return;
    event.preventDefault();
    act();
  },
  true,
);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("#canned-list [data-key]");
  if (!option) {
    if (event.target.id !== "text") close();
    return;
  }
  // The caret stays in the box.
  event.preventDefault();
  take(option);
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "canned-pick" || !event.target.value) return;
  const box = $("text");
  const option = event.target.selectedOptions[0];
  const before = box.value.slice(0, box.selectionEnd);
  const text = before && !before.endsWith("\n") ? `\n${option.dataset.text}` : option.dataset.text;
  insert(box, option.value, text, box.selectionEnd, box.selectionEnd);
  event.target.value = "";
});
