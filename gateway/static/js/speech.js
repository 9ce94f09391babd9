// Reading aloud, where the browser has a Chinese voice. A Cantonese voice is never used for other text.

import { $, h, icon, say } from "./dom.js";

const LANGUAGES = { "zh-Hans": "zh-CN", "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK" };
const synth = window.speechSynthesis;
let speaking = null;

const name = (voice) => voice.lang.replace("_", "-").toLowerCase();

/** The voice for a script; for Hong Kong Cantonese, then Mandarin, which reads it too. */
export function voiceFor(script, voices) {
  const wanted = [LANGUAGES[script] || "zh-CN", "zh-CN", "zh-TW"];
  for (const lang of wanted) {
    const found = voices.find((voice) => name(voice).startsWith(lang.toLowerCase()));
    if (found) return found;
  }
  return null;
}

/** Put a button under every answer, now and as answers arrive. */
export function readAloud(log) {
  if (!synth) return;
  const dress = () => {
    if (!voiceFor("zh-Hans", synth.getVoices())) return;
    log.querySelectorAll(".message:not(.customer) > .bubble").forEach(addButton);
  };
  synth.addEventListener?.("voiceschanged", dress);
  new MutationObserver(dress).observe(log, { childList: true });
  addEventListener("pagehide", stop);
  dress();
}

function addButton(bubble) {
  if ($(".read", bubble)) return;
  const button = h("button", { type: "button", class: "read" }, icon("sound"), h("span", {}, say("read_aloud")));
  button.addEventListener("click", () => toggle(button, bubble));
  bubble.append(button);
}

function toggle(button, bubble) {
  const again = speaking !== button;
  stop();
  if (!again) return;
  const message = bubble.closest(".message");
  const voice = voiceFor(message.lang, synth.getVoices());
  const speech = new SpeechSynthesisUtterance($(".text", bubble).innerText);
  speech.voice = voice;
  speech.lang = voice?.lang || "zh-CN";
  speech.rate = document.documentElement.dataset.mode === "large" ? 0.85 : 1;
  speech.onend = speech.onerror = () => speaking === button && stop();
  speaking = button;
  label(button, "read_stop");
  synth.speak(speech);
}

function stop() {
  if (!speaking) return;
  label(speaking, "read_aloud");
  speaking = null;
  synth.cancel();
}

const label = (button, key) => ($("span", button).textContent = say(key));
