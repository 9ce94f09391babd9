// Forms that need no new page: what is being written elsewhere on it stays. Without script they are plain forms.

import { load, place, placeAll, placeMessages } from "./part.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quiet" in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const { status, page } = await load(form.action, form);
    if (!page || status >= 500) throw new Error(String(status));
    placeAll(page);
    placeMessages(page);
    place("alert", page);
    if (status === 200) form.reset();
    // A refusal stands with the answer's box, which may be out of sight.
    else document.getElementById("alert")?.scrollIntoView({ block: "nearest" });
  } catch {
    const lost = document.getElementById("lost");
    if (lost) lost.hidden = false;
  } finally {
    form.ariaBusy = "false";
  }
});
