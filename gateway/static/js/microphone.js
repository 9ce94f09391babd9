// The button to speak with, and what is said before the first time: who turns speech into text.

import { $, h, icon, say } from "./dom.js";

/** on: { told(), agreed(), start(), stop() }; listening(on) shows the state in words, colour and to readers. */
export function microphone(on) {
  const state = h("b", { "aria-hidden": "true", hidden: true }, say("dictate_on"));
  const label = h("span", { class: "word" }, say("dictate"));
  const button = h("button", { type: "button", id: "dictate", "aria-pressed": "false", "aria-label": say("dictate_label") });
  button.append(icon("microphone"), label, state);
  const heard = () => button.getAttribute("aria-pressed") === "true";
  button.addEventListener("click", () => {
    if (heard()) on.stop();
    else if (on.told()) on.start();
    else notice(on, button);
  });
  $("#composer").classList.add("hears");
  // From the box the next thing is still the button that sends.
  $("#text").before(button);
  return {
    listening(now) {
      button.setAttribute("aria-pressed", String(now));
      state.hidden = !now;
      label.hidden = now;
    },
  };
}

/** Read before anything is heard; the first of its buttons has the focus, for the customer has asked for it. */
function notice(on, button) {
  $("#dictate-notice")?.remove();
  const start = h("button", { type: "button", class: "primary" }, say("dictate_start"));
  const leave = h("button", { type: "button" }, say("dictate_leave"));
  const words = h("p", { id: "dictate-privacy" }, say("dictate_privacy"));
  const box = h("div", { id: "dictate-notice", role: "group", "aria-labelledby": "dictate-privacy" }, words, start, leave);
  const close = () => {
    box.remove();
    button.focus();
  };
  start.addEventListener("click", () => {
    close();
    on.agreed();
    on.start();
  });
  leave.addEventListener("click", close);
  box.addEventListener("keydown", (event) => event.key === "Escape" && close());
  $("#composer").before(box);
  start.focus();
}
