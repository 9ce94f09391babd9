// Shortcuts and the sound's switch. Single keys can be turned off, and never act while somebody writes.

import { forget } from "./drafts.js";
import { isOn, ring, turn } from "./sound.js";

const OFF = "xiaobao.desk.nokeys";
const $ = (id) => document.getElementById(id);
const sheet = $("keys");
const use = $("keys-use");
const sound = $("sound");
const writes = (element) => element?.closest("input, textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("#board .rows a")];

function go(link) {
  if (link) location.assign(link.href);
}

function move(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const from = at < 0 ? all.findIndex((row) => row.ariaCurrent) : at;
  (all[from + step] ?? (step > 0 && from < 0 ? all[0] : all[from]))?.focus();
}

/** Where the customer has written; else the first who waits. */
function next() {
  const unread = document.querySelector("#board .mine .unread")?.closest("a");
  go(unread ?? document.querySelector("#board .queue .rows a:not([aria-current])"));
}

function write(text) {
  const box = $("text");
  if (!box) return;
  box.focus();
  if (text && !box.value) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function answers() {
  const part = $("answers");
  if (!part) return;
  part.open = true;
  $("answers-q")?.focus();
}

function help() {
  if (sheet.open) sheet.close();
  else sheet.showModal();
}

const KEYS = {
  "?": help,
  "？": help,
  j: () => move(1),
  k: () => move(-1),
  n: next,
  t: () => $("take")?.click(),
  r: () => write(""),
  "/": () => write("/"),
  a: answers,
  m: () => $("note")?.focus(),
  l: () => location.assign("/desk"),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.altKey && !event.ctrlKey && !event.metaKey && digit) {
    event.preventDefault();
    go(document.querySelectorAll("#board .mine .rows a")[digit - 1]);
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.id === "note") {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && writes(event.target) && !sheet.open) event.target.blur();
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!act || !use.checked || (writes(event.target) && !sheet.contains(event.target))) return;
  if (sheet.open && act !== help) return;
  event.preventDefault();
  act();
});

function showSound() {
  sound.ariaPressed = String(isOn());
  sound.querySelector("span").textContent = isOn() ? sound.dataset.on : sound.dataset.off;
}

sound.addEventListener("click", () => {
  turn(!isOn());
  showSound();
  ring("soft");
});
$("keys-open").addEventListener("click", help);
use.addEventListener("change", () => {
  try {
    if (use.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Then it holds for this page.
  }
});
try {
  use.checked = localStorage.getItem(OFF) !== "1";
} catch {
  // As it stands.
}
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/desk/sign-out") forget();
});
document.documentElement.classList.add("scripted");
showSound();
$("tools").hidden = false;
