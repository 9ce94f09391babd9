// Live updates: server-sent events, and polling while they do not come through.

import { page } from "./dom.js";
import { eventsUrl, history } from "./net.js";
import { lastId } from "./messages.js";

const KINDS = ["message", "owner", "queue", "conversation", "typing", "deleted"];
const SLOW = 20000;

export class Live {
  /** on: { news(item), owner(owner), ownerChanges(), place({ahead, absent}), changed(data), typing(on), gone(), up(), down() } */
  constructor(on) {
    this.on = on;
    this.cursor = page.cursor || 0;
    this.wait = 1000;
    // A browser allows few connections to one host: a window nobody looks at gives its own back.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.open()));
    // Leaving the page closes the stream; coming back out of the browser's page cache opens it again.
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  open() {
    if (this.source || !page.conversation) return;
    const source = new EventSource(eventsUrl(this.cursor));
    this.source = source;
    source.addEventListener("open", () => {
      clearTimeout(this.timer);
      this.wait = 1000;
      this.on.up();
      this.catchUp();
    });
    for (const kind of KINDS) source.addEventListener(kind, (event) => this.take(kind, event));
    source.addEventListener("error", () => {
      this.on.down();
      // A network fault is retried by the browser; an error status is not.
      if (source.readyState === EventSource.CLOSED) this.again();
    });
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  /** For another conversation: from its beginning, when it has been opened. */
  restart() {
    this.close();
    this.cursor = 0;
  }

  again() {
    this.close();
    this.timer = setTimeout(async () => {
      await this.catchUp();
      this.open();
    }, this.wait);
    this.wait = Math.min(this.wait * 2, SLOW);
  }

  take(kind, event) {
    this.cursor = Math.max(this.cursor, Number(event.lastEventId) || 0);
    const data = JSON.parse(event.data);
    if (kind === "message") this.on.news(data.message || data);
    else if (kind === "owner") this.on.owner(data.owner || data.to);
    else if (kind === "queue") this.on.place(data);
    else if (kind === "conversation") this.on.changed(data);
    else if (kind === "typing") this.on.typing(data.typing);
    else {
      this.close();
      this.on.gone();
    }
  }

  /** Everything said after the last message on the screen. */
  async catchUp() {
    if (!page.conversation || this.catching) return;
    this.catching = true;
    const changes = this.on.ownerChanges();
    try {
      let part;
      do {
        part = await history(lastId());
        part.messages.forEach((item) => this.on.news(item));
      } while (part.more && part.messages.length);
      // Read before somebody asked for a human, it no longer says who answers.
      if (changes === this.on.ownerChanges()) this.on.owner(part.owner);
    } catch {
      // The next opening of the stream tries again.
    } finally {
      this.catching = false;
    }
  }
}

