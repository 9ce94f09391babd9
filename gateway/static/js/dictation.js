// Speaking instead of typing, where the browser can hear. What was said stands in the box to be corrected; only the
// customer sends it.

import { $, status, say } from "./dom.js";
import { microphone } from "./microphone.js";
import { holdVoice, hush } from "./speech.js";
import { hearing, wish, wishes } from "./voices.js";

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const WHY = { "not-allowed": "denied", "audio-capture": "missing", "no-speech": "silent", network: "network" };
const box = $("#text");
let ears = null;
let place = null;
let button = null;

/** Put the button beside the box. Without https no browser listens. */
export function dictate() {
  if (!Recognition || !window.isSecureContext) return;
  button = microphone({
    told: () => wishes.told,
    agreed: () => wish({ told: true }),
    start: listen,
    stop: () => ears?.stop(),
  });
  box.addEventListener("input", ({ isTrusted }) => isTrusted && deafen());
  document.addEventListener("visibilitychange", () => document.hidden && deafen());
  addEventListener("pagehide", deafen);
  addEventListener("keydown", ({ key }) => key === "Escape" && ears?.stop());
}

/** Stop at once; what comes late is not put into the box any more. */
export function deafen() {
  const was = ears;
  if (!was) return;
  over();
  was.abort();
  if ($("#status").textContent === say("dictate_listening")) status();
}

function listen() {
  hush();
  const recogniser = new Recognition();
  recogniser.lang = hearing(document.documentElement.lang, wishes.voice);
  recogniser.interimResults = true;
  const heard = { text: "", why: "" };
  const mine = (deed) => (event) => ears === recogniser && deed(event);
  recogniser.onresult = mine(({ results }) => put((heard.text = [...results].map(([best]) => best.transcript).join(""))));
  recogniser.onerror = mine(({ error }) => (heard.why = error));
  recogniser.onend = mine(() => finish(heard));
  ears = recogniser;
  place = { before: box.value.slice(0, box.selectionStart), after: box.value.slice(box.selectionEnd) };
  try {
    recogniser.start();
  } catch {
    return finish({ text: "", why: "service-not-allowed" });
  }
  holdVoice(true);
  button.listening(true);
  status(say("dictate_listening"));
}

/** What was heard so far, where the customer was writing. */
function put(text) {
  box.value = place.before + text + place.after;
  const end = place.before.length + text.length;
  if (document.activeElement === box) box.setSelectionRange(end, end);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function finish({ text, why }) {
  over();
  if (text) status(say("dictate_check"));
  else if (why === "aborted") status();
  else status(say(`dictate_${why ? WHY[why] || "unable" : "silent"}`));
}

function over() {
  ears = null;
  button.listening(false);
  holdVoice(false);
}
