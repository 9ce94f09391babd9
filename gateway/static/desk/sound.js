// Two short sounds, made here: somebody waits or has written; something urgent. Off stays off in this browser.

const OFF = "xiaobao.desk.quiet";
const LAST = "xiaobao.desk.rang";
const PAUSE = 1500;
// [hertz, seconds from now]
const NOTES = { soft: [[660, 0]], urgent: [[880, 0], [660, 0.18], [880, 0.36]] };
const LENGTH = 0.15;
const LOUD = 0.12;
let audio = null;

export function isOn() {
  try {
    return localStorage.getItem(OFF) !== "1";
  } catch {
    return true;
  }
}

export function turn(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Asked again in the next window.
  }
}

/** Several windows of one browser ring once. */
function first() {
  try {
    if (Date.now() - Number(localStorage.getItem(LAST)) < PAUSE) return false;
    localStorage.setItem(LAST, String(Date.now()));
  } catch {
    // Then each rings.
  }
  return true;
}

function note(hertz, from) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(LOUD, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + LENGTH);
}

/** kind: soft or urgent. A browser lets a page sound only when somebody has clicked or typed in it. */
export function ring(kind) {
  if (!isOn() || !navigator.userActivation?.hasBeenActive || !first()) return;
  try {
    audio ??= new AudioContext();
    audio.resume();
    for (const [hertz, after] of NOTES[kind]) note(hertz, audio.currentTime + after);
  } catch {
    return;
  }
  document.dispatchEvent(new CustomEvent("xiaobao:rang", { detail: kind }));
}
