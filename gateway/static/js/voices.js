// Which voice reads, and how fast. A Cantonese voice reads for nobody who has not chosen it.

const KEY = "xiaobao.speech";
const SLOW = 0.8;
export const RATES = { slow: SLOW, normal: 1, fast: 1.2 };
const DIALECT = /liaoning|shaanxi|sichuan|henan|shandong|guangxi/;
const CANTONESE = /cantonese|粤|粵|广东|廣東|sin-?ji/i;

const tag = (voice) => voice.lang.replace(/_/g, "-").toLowerCase();
const chinese = (voice) => /^(zh|cmn|yue)\b/.test(tag(voice));

/** Hong Kong's and Macau's voices speak Cantonese, whatever else their name says. */
export const isCantonese = (voice) => chinese(voice) && (/yue|-hk|-mo/.test(tag(voice)) || CANTONESE.test(voice.name));

/** The voice for a script, or null: the reader's region first, a voice of the device before a distant one. */
export function voiceFor(script, voices, tongue = "auto") {
  const mandarin = best(voices.filter((voice) => chinese(voice) && !isCantonese(voice)), script);
  return (tongue === "cantonese" && best(voices.filter(isCantonese), script)) || mandarin;
}

function best(voices, script) {
  const home = script === "zh-Hans" ? /cn|hans|^(zh|cmn)$/ : /tw|hant/;
  const worth = (voice) =>
    4 * home.test(tag(voice)) - 8 * DIALECT.test(tag(voice)) + 2 * Boolean(voice.localService) + Boolean(voice.default);
  return [...voices].sort((a, b) => worth(b) - worth(a))[0] || null;
}

/** What a browser is to listen for. */
export function hearing(script, tongue) {
  if (tongue === "cantonese") return "zh-HK";
  return script === "zh-Hans" ? "zh-CN" : "zh-TW";
}

/** What was chosen on this device: {all, rate, voice, told}; rate is null until it is chosen. */
export const wishes = load();

export function wish(changes) {
  Object.assign(wishes, changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(wishes));
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

/** Slower in large text, unless a speed was chosen. */
export const rate = () => wishes.rate || (document.documentElement.dataset.mode === "large" ? SLOW : 1);

function load() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    // Nothing was kept, or storage is forbidden.
  }
  return {
    all: kept.all === true,
    rate: kept.rate >= 0.6 && kept.rate <= 1.2 ? kept.rate : null,
    voice: kept.voice === "cantonese" ? "cantonese" : "auto",
    told: kept.told === true,
  };
}
