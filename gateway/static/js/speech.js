// Reading aloud, where the browser has a Chinese voice: a button under every answer, and a switch that reads all.
// It never speaks unless the customer pressed or switched it on.

import { $, h, icon, say, status } from "./dom.js";
import { Reader } from "./reader.js";
import { furnish } from "./speech_panel.js";
import { voiceFor, wish, wishes } from "./voices.js";

const synth = window.SpeechSynthesisUtterance && window.speechSynthesis;
const log = $("#log");
const ANSWER = ".message:not(.customer)";
const seen = new WeakSet();
let primed = false;

const reader = new Reader({ changed: show, failed: () => status(say("read_failed")) });

/** Whether there is a voice for this page. */
const able = () => Boolean(voiceFor("zh-Hans", synth.getVoices()));

/** Put the buttons under answers, now and as they arrive. */
export function readAloud() {
  if (!synth) return;
  log.querySelectorAll(ANSWER).forEach((message) => seen.add(message));
  new MutationObserver(take).observe(log, { childList: true });
  log.addEventListener("xiaobao:step", ({ target }) => wishes.all && later(target.closest(".message"), target));
  document.addEventListener("visibilitychange", () => reader.hold("hidden", document.hidden));
  addEventListener("pagehide", hush);
  addEventListener("keydown", (event) => event.key === "Escape" && hush());
  const stop = h("button", { type: "button", id: "hush", hidden: true }, icon("sound"), h("span", {}, say("read_stop")));
  stop.addEventListener("click", hush);
  $("#status").before(stop);
  synth.addEventListener?.("voiceschanged", dress);
  reader.hold("hidden", document.hidden);
  dress();
}

/** Be silent, and forget what waits to be read. */
export const hush = () => synth && reader.stop();

/** Say nothing while the customer speaks. */
export const holdVoice = (on) => synth && reader.hold("listening", on);

/** Who sends wants no more of the last answer. */
export function sending() {
  hush();
  if (synth && wishes.all) unlock();
}

/** Some telephones only speak by themselves in a page that has spoken on a touch: say nothing, once. */
function unlock() {
  if (primed) return;
  primed = true;
  synth.speak(new SpeechSynthesisUtterance(""));
}

function dress() {
  if (!able()) return;
  log.querySelectorAll(ANSWER).forEach(addButtons);
  if (!$(".welcome .read")) $(".welcome")?.append(h("div", { class: "read" }, toggle()));
  furnish({ changed: () => reader.again(), switched });
}

function take(changes) {
  dress();
  changes.flatMap(({ removedNodes }) => [...removedNodes]).forEach((node) => node.isConnected || reader.drop(node));
  log.querySelectorAll(ANSWER).forEach((message) => {
    if (seen.has(message)) return;
    seen.add(message);
    if (wishes.all) later(message);
  });
}

/** When what else changes with the answer has changed: only what is shown is read. */
const later = (message, part) =>
  setTimeout(() => message?.isConnected && (part ? reader.addPart(message, part) : reader.add(message)));

function addButtons(message) {
  const bubble = $(".bubble", message);
  if ($(".read", bubble)) return;
  const button = h("button", { type: "button" }, icon("sound"), h("span", {}, say("read_aloud")));
  button.addEventListener("click", () => (reader.message === message ? hush() : reader.only(message)));
  bubble.append(h("div", { class: "read", "aria-live": "off" }, button, toggle()));
}

/** 自动朗读：关. Offered in large text; else it is among the settings. */
function toggle() {
  const button = h("button", { type: "button", class: "all", "aria-pressed": String(wishes.all) });
  button.append(say("read_all"), h("b", { "aria-hidden": "true" }, say(wishes.all ? "read_on" : "read_off")));
  button.addEventListener("click", () => switched(!wishes.all, button.closest(".message")));
  return button;
}

/** Every switch shows the same; who switches it on under an answer hears that answer. */
function switched(on, message = null) {
  wish({ all: on });
  document.querySelectorAll(".read .all").forEach((button) => {
    button.setAttribute("aria-pressed", String(on));
    $("b", button).textContent = say(on ? "read_on" : "read_off");
  });
  const box = $("#speech input[type=checkbox]");
  if (box) box.checked = on;
  if (!on) hush();
  else if (!message) unlock();
  else if (message !== reader.message) reader.only(message);
}

/** What is being read has the button that stops it, and so has the foot of the page. */
function show(message) {
  log.querySelectorAll(".read button:first-child:not(.all) span").forEach((label) => {
    const key = label.closest(".message") === message ? "read_stop" : "read_aloud";
    if (label.textContent !== say(key)) label.textContent = say(key);
  });
  const button = $("#hush");
  if (!message && button === document.activeElement) log.focus({ preventScroll: true });
  button.hidden = !message;
}
