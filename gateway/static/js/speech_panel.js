// The settings of reading aloud and of voice input. They are kept on this device and hold at once.

import { $, h, say } from "./dom.js";
import { isCantonese, rate, RATES, wish, wishes } from "./voices.js";

/** Fill the place in the settings, once; on: { changed(), switched(on) } */
export function furnish(on) {
  const place = $("#speech");
  if (!place) return;
  if (place.hidden) {
    place.append(h("legend", {}, say("read_aloud")), all(on), speeds(on));
    place.hidden = false;
  }
  if (!$("[name=tongue]", place) && cantonese()) place.append(tongues(on));
}

const cantonese = () =>
  Boolean(window.SpeechRecognition || window.webkitSpeechRecognition || speechSynthesis.getVoices().some(isCantonese));

function all({ switched }) {
  const box = h("input", { type: "checkbox", name: "read_all", checked: wishes.all });
  box.addEventListener("change", () => switched(box.checked));
  return h("label", {}, box, h("span", {}, say("read_all_label")));
}

function speeds({ changed }) {
  const pick = (name) => {
    wish({ rate: RATES[name] });
    changed();
  };
  return choice("speed", Object.keys(RATES), (name) => RATES[name] === rate(), pick);
}

function tongues({ changed }) {
  const pick = (name) => {
    wish({ voice: name });
    changed();
  };
  return choice("tongue", ["auto", "cantonese"], (name) => name === wishes.voice, pick);
}

function choice(name, values, chosen, pick) {
  const group = h("fieldset", {}, h("legend", {}, say(`${name}_label`)));
  for (const value of values) {
    const radio = h("input", { type: "radio", name, value, checked: chosen(value) });
    radio.addEventListener("change", () => pick(value));
    group.append(h("label", {}, radio, h("span", {}, say(`${name}_${value}`))));
  }
  return group;
}
