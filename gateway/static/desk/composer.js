// Writing to the customer: sends without leaving the page, keeps the words when that fails, shows the customer
// that somebody writes.

import { keep, showDrafts } from "./drafts.js";
import { load, place, say } from "./part.js";

const PAUSE = 400;
const AGAIN = 3000;
const $ = (id) => document.getElementById(id);
const show = (id) => $(id) && ($(id).hidden = false);

/** took(page): the page as it is after sending. */
export function compose(took) {
  let sending = false;
  let timer = 0;
  let told = -AGAIN;

  async function send(form) {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    const text = form.elements.text;
    const sent = text.value;
    form.ariaBusy = "true";
    try {
      const { status, page } = await load(form.action, form);
      if (status >= 500 || !page) throw new Error(String(status));
      $("unsent").hidden = true;
      told = -AGAIN;
      if (status === 200 && text.value === sent) text.value = "";
      keep(form.dataset.draft, text.value);
      took(status, page);
      // What is still in the fetched page was not put in place with the whole part.
      place("alert", page);
      if (status === 200) {
        place("message-id", page);
        place("preview", page);
        place("canned-used", page);
        if (text.value.trim()) tell(form, true);
      }
    } catch {
      show("unsent");
    } finally {
      form.ariaBusy = "false";
      sending = false;
    }
  }

  async function preview(form) {
    const text = form.elements.text.value;
    // What is typed to find a reply is not for the customer.
    if (!text.trim() || document.getElementById("canned-list")) {
      $("preview").replaceChildren();
      return;
    }
    try {
      const { status, page } = await load($("ask-preview").formAction, form);
      if (status === 200 && form.elements.text.value === text) place("preview", page);
    } catch {
      // The next key asks again; what is sent is shown in the transcript anyway.
    }
  }

  /** Only that, never what; said again while it goes on. */
  function tell(form, on) {
    if (on ? performance.now() - told < AGAIN : told < 0) return;
    told = on ? performance.now() : -AGAIN;
    say(form.dataset.typing, { on: on ? "1" : "0" });
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "reply" || event.submitter?.id === "canned-insert") return;
    event.preventDefault();
    if (event.submitter?.id === "ask-preview") preview(event.target);
    else send(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const wanted = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (wanted && event.target.id === "text") send(event.target.form);
  });
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (target.id !== "text" || !target.form?.dataset.typing) return;
    keep(target.form.dataset.draft, target.value);
    showDrafts();
    tell(target.form, Boolean(target.value.trim()));
    clearTimeout(timer);
    if ($("ask-preview")) timer = setTimeout(() => preview(target.form), PAUSE);
  });
}
