// Writing to the customer: sends without leaving the page, keeps the words when that fails.

import { load, place } from "./part.js";

const PAUSE = 400;
const $ = (id) => document.getElementById(id);
const show = (id) => $(id) && ($(id).hidden = false);

/** took(page): the page as it is after sending. */
export function compose(took) {
  let sending = false;
  let timer = 0;

  async function send(form) {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    const text = form.elements.text;
    const sent = text.value;
    try {
      const { status, page } = await load(form.action, form);
      if (status >= 500 || !page) throw new Error(String(status));
      $("unsent").hidden = true;
      if (status === 200 && text.value === sent) text.value = "";
      took(status, page);
      // What is still in the fetched page was not put in place with the whole part.
      place("alert", page);
      if (status === 200) {
        place("message-id", page);
        place("preview", page);
      }
    } catch {
      show("unsent");
    } finally {
      sending = false;
    }
  }

  async function preview(form) {
    const text = form.elements.text.value;
    if (!text.trim()) {
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

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "reply") return;
    event.preventDefault();
    if (event.submitter?.id === "ask-preview") preview(event.target);
    else send(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const wanted = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (wanted && event.target.id === "text") send(event.target.form);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !$("ask-preview")) return;
    clearTimeout(timer);
    timer = setTimeout(() => preview(event.target.form), PAUSE);
  });
}
