// The chat page with script: the same forms, sent without leaving the page. Everything here has a way without it.

import { Composer } from "./composer.js";
import { deafen, dictate } from "./dictation.js";
import { $, newId, page, say, status } from "./dom.js";
import { Live } from "./live.js";
import { drop, known, rated, show, showUnsent, showWaiting, startOver } from "./messages.js";
import { askHuman, leaveQueue, rateAnswer, ready, sayTyping } from "./net.js";
import { Outbox } from "./outbox.js";
import { atBottom, follow, to, toEnd } from "./scroll.js";
import { readAloud, sending } from "./speech.js";
import { followSteps } from "./steps.js";

const SLOW_ANSWER = 500;
const TYPING_AGAIN = 3000;
// Longer than a stream needs to say that it is over.
const TYPING_LASTS = 20000;
const LEAVING = 5000;
const thinking = $("#thinking");
const typing = $("#typing");
let owner = page.owner;
let ownerChanges = 0;
let thinkingTimer = 0;
let typingTimer = 0;
let typedAt = 0;
let sentAt = 0;
let outdated = false;
let leftAt = 0;

function think(on) {
  clearTimeout(thinkingTimer);
  if (!on) thinking.hidden = true;
  else if (owner === "bot") thinkingTimer = setTimeout(showThinking, SLOW_ANSWER);
}

function showThinking() {
  const following = atBottom();
  thinking.hidden = false;
  if (following) toEnd();
}

/** A human is writing, or has stopped. */
function setTyping(on) {
  clearTimeout(typingTimer);
  const following = atBottom();
  typing.hidden = !on || owner !== "agent";
  if (on) typingTimer = setTimeout(setTyping, TYPING_LASTS, false);
  if (on && following) toEnd();
}

function setOwner(now) {
  if (!now || now === owner) return;
  const following = atBottom();
  owner = now;
  ownerChanges += 1;
  const bar = $("#owner");
  bar.hidden = owner === "bot";
  $("p", bar).textContent = owner === "bot" ? "" : say(`owner_${owner}`);
  $("button", bar).hidden = owner !== "queue";
  // The bar takes room from the chat: what was said last stays in sight.
  if (following) toEnd();
}

/** Where they stand now; the bar is read out, so it changes only when the words do. */
function setPlace({ ahead, absent }) {
  if (owner !== "queue") return;
  const words = absent ? say("owner_absent") : ahead ? say("owner_ahead", { ahead }) : say("owner_first");
  const bar = $("#owner p");
  if (bar.textContent === words) return;
  const following = atBottom();
  bar.textContent = words;
  if (following) toEnd();
}

const outbox = new Outbox({
  waiting: (entry) => {
    think(true);
    typedAt = 0;
    showWaiting(entry);
    sentAt = scrollY;
  },
  sent: (entry, turn) => {
    think(false);
    status();
    // The queue's bar makes the page shorter: who has not scrolled away since sending reads the answer.
    const stayed = scrollY >= sentAt - 80;
    setOwner(turn.owner);
    follow(() => {
      show({ ...turn.message, sender: "customer", client_message_id: entry.id });
      return turn.replies.map(show).some(Boolean);
    });
    if (stayed) toEnd();
    renew();
  },
  unsent: (entry, error) => {
    think(false);
    const why = error.status === 403 ? say("error_cookies") : error.detail;
    const following = atBottom();
    const stored = showUnsent(entry, () => outbox.run()) === "stored";
    if (stored) status(say("answer_waits"));
    else status(navigator.onLine ? why || say("unsent_why") : say("offline"));
    if (following) toEnd();
  },
  refused: (entry, why) => {
    think(false);
    status(say("refused", { why }));
    drop(entry);
    if (!composer.text) composer.put(entry.text);
  },
  lost: () => {
    live.restart();
    startOver();
  },
  // The page is older than the browser's cookie: a fresh one can send what waits.
  stale: () => once("xiaobao.stale", () => location.reload()),
});

/** Do it unless it was done within a minute: a page that reloads itself must not go on doing so. */
function once(key, deed) {
  try {
    if (Date.now() - Number(sessionStorage.getItem(key)) < 60000) return;
    sessionStorage.setItem(key, String(Date.now()));
    deed();
  } catch {
    // Without storage nothing would wait for the new page.
  }
}

function send(text) {
  deafen();
  sending();
  outbox.push(newId(), text);
  toEnd();
}

const composer = new Composer(send);

/** Another script or mode was asked for: the page's own words follow as soon as nothing waits to be sent. */
function renew() {
  if (!outdated || outbox.entries.length) return;
  // Who has just sent the settings is on the way to the new page: it must not be called back.
  const wait = leftAt + LEAVING - Date.now();
  if (wait > 0) setTimeout(renew, wait);
  else location.reload();
}
addEventListener("beforeunload", () => (leftAt = Date.now()));

const live = new Live({
  news: (item) => {
    if (item.sender !== "customer") setTyping(false);
    follow(() => show(item));
  },
  typing: setTyping,
  owner: setOwner,
  ownerChanges: () => ownerChanges,
  place: setPlace,
  changed: (data) => {
    const root = document.documentElement;
    if (data.script_pinned && data.script !== root.lang) outdated = true;
    if (data.mode && data.mode !== root.dataset.mode) outdated = true;
    renew();
  },
  // A message still on its way finds out by itself, and opens a new chat.
  gone: () => outbox.entries.length || location.assign("/?deleted"),
  up: () => {
    if (["offline", "unsent_why", "answer_waits"].some((key) => $("#status").textContent === say(key))) status(say("online"));
    outbox.run();
  },
  down: () => navigator.onLine || status(say("offline")),
});

/** Read out once more. */
function repeat(bar) {
  const words = bar.textContent;
  bar.textContent = "";
  setTimeout(() => bar.textContent || (bar.textContent = words), 100);
}

async function human(leave) {
  try {
    await ready();
    const outcome = await (leave ? leaveQueue() : askHuman());
    setOwner(outcome.owner);
    const fresh = outcome.replies.map(show).some(Boolean);
    const said = outcome.replies.map(({ id }) => known(id)).pop();
    // Who asks must see that it was heard, also where it was said before.
    said ? to(said) : toEnd();
    if (!fresh) repeat($("#owner p"));
  } catch (error) {
    status(error.detail || say("error_start"));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.matches(".ask") && button?.name === "choice") {
    event.preventDefault();
    send(button.value);
  } else if (form.id === "human" || form.id === "owner" || button?.hasAttribute("data-human")) {
    event.preventDefault();
    human(form.id === "owner");
  } else if (form.matches(".rate") && button) {
    event.preventDefault();
    opine(form, button);
  }
});

async function opine(form, button) {
  const reason = button.name === "reason" ? button.value : null;
  try {
    const told = await rateAnswer(form.elements.message.value, { verdict: reason ? "not_helped" : button.value, reason });
    rated(form, told.rating);
    status();
  } catch (error) {
    status(error.detail || say("unsent_why"));
  }
}

$("#text").addEventListener("input", () => {
  if (owner !== "agent" || !composer.text || Date.now() - typedAt < TYPING_AGAIN) return;
  typedAt = Date.now();
  sayTyping();
});
document.addEventListener("xiaobao:look", () => composer.changed());
addEventListener("online", () => outbox.run());
addEventListener("offline", () => status(say("offline")));
document.addEventListener("xiaobao:started", () => live.open());
if (location.search.includes("sent")) history.replaceState(null, "", `/${location.hash}`);
if (page.deleted) {
  outbox.clear();
  composer.put("");
}
document.documentElement.classList.add("script");
history.scrollRestoration = "manual";
if ($("#log .message") && !location.hash) toEnd();
readAloud();
dictate();
followSteps($("#log"));
live.open();
outbox.resume();
