// Where the customer reads: the page follows new messages only at the end of the chat, and never takes the focus.

import { $ } from "./dom.js";

const root = document.documentElement;
const below = $("#below");

const bottom = () => root.scrollHeight - innerHeight;
export const atBottom = () => scrollY >= bottom() - 80;

/** Change the log; follow it only when the customer is reading at its end. */
export function follow(change) {
  const following = atBottom();
  if (!change()) return;
  if (following) toEnd();
  else below.hidden = false;
}

// An emergency's answer, when at most this many messages came after it: nobody's place in a queue pushes it away.
const AFTER = 2;

function startOfLast() {
  const messages = [...document.querySelectorAll("#log .message")];
  const latest = messages.slice(-AFTER - 1);
  const urgent = latest.findIndex((message) => message.matches(".urgent"));
  const after = latest.slice(urgent + 1);
  if (urgent >= 0 && !after.some((message) => message.matches(".customer, .agent"))) return $(".bubble", latest[urgent]);
  let start = messages.pop();
  // Answers that came together are read together: whether it was right, then the next question.
  while (start?.matches(".bot") && start.previousElementSibling?.matches(".bot")) start = start.previousElementSibling;
  return start?.previousElementSibling?.matches(".customer") ? start.previousElementSibling : start;
}

/** To the end, but never past the start of what came last, the question included: it is read from its beginning. */
export const toEnd = () => to(startOfLast());

/** So far that a message is read from its beginning. */
export function to(start) {
  below.hidden = true;
  // Nothing of the line above an emergency looks out from under the bar.
  const near = start?.matches(".bubble") ? 12 : 0;
  const offset = (parseFloat(getComputedStyle(root).scrollPaddingTop) || 0) - near;
  const top = start ? start.getBoundingClientRect().top + scrollY - offset : bottom();
  scrollTo(0, Math.min(top, bottom()));
}

below.addEventListener("click", () => toEnd());
addEventListener("scroll", () => atBottom() && (below.hidden = true), { passive: true });
