// Closing an alert without leaving the page: a half-written answer to the customer must stay.

import { load, place } from "./part.js";

/** took(page): the page as it is after closing. */
export function closeAlerts(took) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.id !== "close-alert") return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const { status, page } = await load(form.action, form);
      if (status >= 500 || !page) throw new Error(String(status));
      took(status, page);
      // The form is gone when it was closed; refused, it says why.
      place("closing-problem", page);
      if (status === 200) document.getElementById("alarm")?.focus({ preventScroll: true });
    } catch {
      document.getElementById("lost").hidden = false;
    }
    button.disabled = false;
  });
}
