// The box to write in: Enter sends (never while an input method composes), Shift+Enter makes a new line.

import { $, page, say, status } from "./dom.js";

const DRAFT = "xiaobao.draft";
const NEAR = 0.8;

export class Composer {
  constructor(send) {
    this.form = $("#composer");
    this.box = $("#text");
    this.button = $("#send");
    this.counter = $("#counter");
    this.send = send;
    this.composing = false;
    if (!this.box.value) this.box.value = kept();
    this.box.addEventListener("input", () => {
      this.box.removeAttribute("aria-invalid");
      this.changed();
    });
    this.box.addEventListener("compositionstart", () => (this.composing = true));
    // Safari ends the composition before it sends the Enter that ended it: keyCode 229 catches that one.
    this.box.addEventListener("compositionend", () => (this.composing = false));
    this.box.addEventListener("blur", () => (this.composing = false));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.changed();
  }

  get text() {
    return this.box.value.trim();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.isComposing || this.composing || event.keyCode === 229) return;
    event.preventDefault();
    this.form.requestSubmit ? this.form.requestSubmit() : this.button.click();
  }

  submit(event) {
    event.preventDefault();
    const over = length(this.text) > page.limit;
    if (!this.text || over) {
      status(over ? say("too_long", { limit: page.limit }) : say("empty"));
      this.box.setAttribute("aria-invalid", "true");
      this.box.focus();
      return;
    }
    status();
    $("#problem")?.remove();
    this.box.removeAttribute("aria-invalid");
    const text = this.text;
    this.put("");
    this.send(text);
  }

  /** Fill the box, for example with a message that was refused. */
  put(text) {
    this.box.value = text;
    this.changed();
  }

  changed() {
    const used = length(this.text);
    const left = page.limit - used;
    const words = used < page.limit * NEAR ? "" : left >= 0 ? say("counter_left", { left }) : say("counter_over", { over: -left });
    if (this.counter.textContent !== words) this.counter.textContent = words;
    this.counter.classList.toggle("over", left < 0);
    this.button.setAttribute("aria-disabled", String(!used || left < 0));
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + this.box.offsetHeight - this.box.clientHeight}px`;
    keep(this.box.value);
  }
}

// The server counts characters, not UTF-16 units.
const length = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

function kept() {
  try {
    return sessionStorage.getItem(DRAFT) || "";
  } catch {
    return "";
  }
}

function keep(text) {
  try {
    text ? sessionStorage.setItem(DRAFT, text) : sessionStorage.removeItem(DRAFT);
  } catch {
    // Without storage a reload forgets the draft, as any page does.
  }
}
