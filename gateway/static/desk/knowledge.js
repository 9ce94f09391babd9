// Reviewed answers beside a conversation: searched without leaving the page, put behind what is in the box.
// Without this the form leads to a page of its own.

import { load, place } from "./part.js";

const $ = (id) => document.getElementById(id);

async function search(form) {
  const url = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  try {
    const { status, page } = await load(url);
    if (status === 200 && page) place("answer-offers", page);
    else form.submit();
  } catch {
    form.submit();
  }
}

/** At the end of the box, for the agent to go over; the box tells whoever listens (the preview). */
function insert(button) {
  const box = $("text");
  const text = $(button.dataset.text)?.textContent;
  if (!box || !text) return false;
  box.value = box.value.trim() ? `${box.value.trimEnd()}\n${text}` : text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  return true;
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "answers-search") {
    event.preventDefault();
    search(event.target);
  } else if (event.submitter?.classList.contains("insert")) {
    if (insert(event.submitter)) event.preventDefault();
  }
});
