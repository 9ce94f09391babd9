// Messages on their way. Each is kept in the tab's storage under its own id until the server has answered, so a
// reload or a lost connection loses none; the server takes the same id only once, so none is doubled.

import { page } from "./dom.js";
import { ready, Refused, sendMessage } from "./net.js";

const KEY = "xiaobao.outbox";
const AGAIN = [1500, 4000, 10000];
const GONE = [401, 404];
const NEVER = [400, 413, 415, 422];

export class Outbox {
  /** on: { waiting(entry), sent(entry, turn), unsent(entry, error), refused(entry, why), lost(), stale() } */
  constructor(on) {
    this.on = on;
    this.entries = load();
    this.busy = false;
    this.tries = 0;
  }

  /** Take up what an earlier page left, unless it belongs to another chat. */
  resume() {
    this.entries = this.entries.filter((entry) => !entry.chat || entry.chat === page.conversation);
    save(this.entries);
    this.entries.forEach((entry) => this.on.waiting(entry));
    return this.run();
  }

  push(id, text) {
    const entry = { id, text, chat: page.conversation };
    this.entries.push(entry);
    save(this.entries);
    this.on.waiting(entry);
    return this.run();
  }

  clear() {
    this.entries = [];
    save([]);
  }

  /** Send what waits, one after the other, in the order it was written. */
  async run() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      while (this.entries.length) {
        const entry = this.entries[0];
        this.on.waiting(entry);
        const turn = await this.deliver(entry);
        this.entries.shift();
        save(this.entries);
        this.tries = 0;
        if (turn) this.on.sent(entry, turn);
      }
    } catch (error) {
      this.entries.forEach((entry) => this.on.unsent(entry, error));
      const wait = AGAIN[this.tries++];
      if (wait) this.timer = setTimeout(() => this.run(), wait);
    } finally {
      this.busy = false;
    }
  }

  /** The turn; null when the server will never take this message. Throws when it may be tried again. */
  async deliver(entry, again = true) {
    try {
      await ready();
      entry.chat = page.conversation;
      save(this.entries);
      return await sendMessage(entry);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (again && GONE.includes(error.status)) return this.moveOn(entry);
      if (error.status === 403) this.on.stale();
      if (!NEVER.includes(error.status)) throw error;
      this.on.refused(entry, error.detail);
      return null;
    }
  }

  /** The chat is over: what waits goes into a new one. */
  moveOn(entry) {
    page.conversation = "";
    this.entries.forEach((waiting) => (waiting.chat = ""));
    save(this.entries);
    this.on.lost();
    return this.deliver(entry, false);
  }
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function save(entries) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // Storage is full or forbidden: the message is still in memory.
  }
}
