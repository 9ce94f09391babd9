// Reads one answer after the other, a sentence at a time. Nothing is said twice, and nothing after stop.

import { mark, parts } from "./parts.js";
import { rate, voiceFor, wishes } from "./voices.js";

const synth = window.speechSynthesis;

export class Reader {
  /** on: { changed(message or null), failed() } */
  constructor(on) {
    this.on = on;
    this.jobs = [];
    this.held = new Set();
    this.now = null;
  }

  get message() {
    return this.jobs[0]?.message || null;
  }

  /** Read this and nothing else. */
  only(message) {
    this.stop();
    this.add(message);
  }

  /** Read it when its turn comes: what is urgent is read at once, and what it interrupts goes on after it. */
  add(message, target = message.querySelector(".bubble")) {
    const job = { message, target, urgent: message.matches(".urgent"), at: 0 };
    const calm = this.jobs.findIndex((other) => !other.urgent);
    const place = job.urgent && calm >= 0 ? calm : this.jobs.length;
    this.jobs.splice(place, 0, job);
    if (!place) this.cut();
    this.go();
  }

  /** A part of a message that has just been shown; one that still waits is read whole when its turn comes. */
  addPart(message, target) {
    const waits = this.jobs.some((job) => job.message === message && !job.parts);
    if (!waits) this.add(message, target);
  }

  stop() {
    this.jobs = [];
    this.cut();
    this.tell();
  }

  /** Leave a message out that is no longer on the page. */
  drop(message) {
    if (!this.jobs.some((job) => job.message === message)) return;
    if (this.message === message) this.cut();
    this.jobs = this.jobs.filter((job) => job.message !== message);
    this.go();
  }

  /** Be silent while there is a reason to; then go on with the sentence that was interrupted. */
  hold(reason, on) {
    if (on) this.held.add(reason);
    else this.held.delete(reason);
    if (this.held.size) this.cut();
    else this.go();
  }

  /** The sentence once more, in another voice or at another speed. */
  again() {
    this.cut();
    this.go();
  }

  go() {
    if (this.now || this.held.size) return;
    this.tell();
    const job = this.jobs[0];
    if (!job) return;
    const script = job.message.lang || document.documentElement.lang;
    job.parts = job.parts || parts(job.target, script);
    const part = job.parts[job.at];
    if (part) this.say(part, script);
    else this.next();
  }

  next() {
    this.jobs.shift();
    mark(null);
    this.go();
  }

  say({ said, range }, script) {
    const speech = new SpeechSynthesisUtterance(said);
    const voice = voiceFor(script, synth.getVoices(), wishes.voice);
    if (voice) speech.voice = voice;
    speech.lang = voice?.lang || "zh-CN";
    speech.rate = rate();
    speech.onend = () => this.ended(speech);
    speech.onerror = (event) => this.broke(speech, event.error);
    // Kept here: a browser that forgets the utterance never says that it ended.
    this.now = speech;
    mark(range);
    synth.resume();
    synth.speak(speech);
  }

  ended(speech) {
    if (speech !== this.now) return;
    this.now = null;
    this.jobs[0].at += 1;
    this.go();
  }

  broke(speech, why) {
    if (speech !== this.now) return;
    this.stop();
    if (why !== "canceled" && why !== "interrupted") this.on.failed();
  }

  cut() {
    if (!this.now) return;
    this.now = null;
    mark(null);
    synth.cancel();
  }

  tell() {
    if (this.told === this.message) return;
    this.told = this.message;
    this.on.changed(this.message);
  }
}
