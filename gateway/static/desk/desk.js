// Keeps the desk fresh: a stream says that there is news, the page looks what it is; without one it looks
// now and then.

import "./canned.js";
import { closeAlerts } from "./closing.js";
import { compose } from "./composer.js";
import { restore, showDrafts } from "./drafts.js";
import { fields, load, placeAll, placeMessages } from "./part.js";
import { ring } from "./sound.js";

// Without a word from the stream; and at least between two looks at the list when a lot is going on.
const EVERY = 15000;
const GAP = 2000;
const main = document.getElementById("main");
const title = document.title;
let over = false;
let stream = null;
let alerts = null;
let before = null;
let read = newest();

const show = (id, shown) => {
  const part = document.getElementById(id);
  if (part) part.hidden = !shown;
};

/** The newest message on the page; 0 without any. */
function newest() {
  return Math.max(0, ...[...document.querySelectorAll("#log > [id^='m-']")].map((one) => Number(one.id.slice(2))));
}

/** Who waits, what is urgent, what one has not read: more of it than before is heard. */
function counts() {
  const { waiting = 0, offers = 0, pressing = 0, unread = 0, unreadHere = 0 } =
    document.getElementById("board")?.dataset ?? {};
  // What stands before one's eyes is not unread.
  const missed = unread - (document.hidden ? 0 : unreadHere);
  const alarms = document.getElementById("alerts-link")?.dataset.count ?? 0;
  return { urgent: Number(pressing) + Number(alarms), soft: Number(waiting) + Number(offers) + missed, missed };
}

function hear(now) {
  if (before && now.urgent > before.urgent) ring("urgent");
  else if (before && now.soft > before.soft) ring("soft");
  before = now;
}

/** The window's title counts alerts, who waits and what is unread; more alerts than before are read out. */
function badge() {
  const now = counts();
  hear(now);
  const unread = now.missed > 0 && main.dataset.unread?.replace("#", now.missed);
  const waiting = Number(document.getElementById("board")?.dataset.waiting);
  const link = document.getElementById("alerts-link");
  const count = Number(link?.dataset.count ?? 0);
  const parts = [link?.dataset.title, unread, waiting && `(${waiting})`, title];
  document.title = parts.filter(Boolean).join(" ");
  if (alerts !== null && count > alerts) document.getElementById("announce").textContent = link.dataset.news;
  alerts = count;
}

/** How far below the screen the end of the transcript is, with the box for the answer under it. */
function below() {
  const end = document.getElementById("end").getBoundingClientRect().bottom;
  return end + document.getElementById("actions").offsetHeight - innerHeight;
}

function atEnd() {
  return main.dataset.page && below() < 120;
}

function toEnd() {
  if (below() > 0) scrollBy(0, below());
}

function take(status, page) {
  show("lost", false);
  if (status === 401) {
    over = true;
    stream?.close();
    show("stale", true);
  } else if (status === 404 && main.dataset.page) {
    over = true;
    stream?.close();
    location.reload();
  } else if (page?.getElementById("alerts-link")) {
    const follow = atEnd();
    placeAll(page);
    if (placeMessages(page)) {
      show("typing", false);
      if (follow) toEnd();
    }
    restore();
    showDrafts();
    badge();
    see();
  }
}

/** What is on the screen of a window that somebody looks at has been read. */
async function see() {
  const last = newest();
  if (over || !main.dataset.page || document.hidden || last <= read || !atEnd()) return;
  read = last;
  try {
    const { status, page } = await load(`${main.dataset.page}/read`, fields({ message: last }));
    take(status, page);
  } catch {
    read = 0;
  }
}

/** A look at a page, one at a time; asked again meanwhile, it looks once more. */
function looker(url) {
  let busy = false;
  let again = false;
  let later = 0;
  return async function look() {
    if (over) return;
    again = busy;
    if (busy) return;
    busy = true;
    try {
      const { status, page } = await load(url);
      if (status === 429 || status >= 500) throw new Error(status);
      take(status, page);
    } catch {
      // The news it came for is not told again: without another look it would never be seen.
      show("lost", true);
      clearTimeout(later);
      later = setTimeout(look, GAP * 2);
    }
    busy = false;
    if (again) look();
  };
}

/** The same at once, and then not again for a while. */
function seldom(look) {
  let last = -GAP;
  let timer = 0;
  return () => {
    clearTimeout(timer);
    const wait = last + GAP - performance.now();
    const now = () => {
      last = performance.now();
      look();
    };
    if (wait > 0) timer = setTimeout(now, wait);
    else now();
  };
}

const lookAtBoard = looker(main.dataset.board);
const lookAtPage = main.dataset.page ? looker(main.dataset.page) : lookAtBoard;
const lookSometimes = seldom(lookAtBoard);

function listen() {
  stream = new EventSource(main.dataset.events);
  stream.addEventListener("news", lookAtPage);
  stream.addEventListener("open", lookAtPage);
  stream.addEventListener("alerts", lookAtBoard);
  stream.addEventListener("typing", () => show("typing", true));
  stream.addEventListener("still", () => show("typing", false));
  if (main.dataset.only !== "alerts") stream.addEventListener("board", lookSometimes);
  stream.addEventListener("error", () => {
    if (over) return;
    lookAtPage();
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => over || listen(), GAP * 2);
  });
}

badge();
setInterval(lookAtBoard, EVERY);
showDrafts();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  lookAtBoard();
  see();
});
addEventListener("scrollend", see);
listen();
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", (event) => event.persisted && listen());
closeAlerts(take);

if (main.dataset.page) {
  compose(take);
  restore();
  toEnd();
  // Who took over was sent to the box for the answer: beside a long packet that is far below the last message.
  if (location.hash === "#text") addEventListener("load", () => requestAnimationFrame(() => scrollBy(0, below())));
  // The box for the answer grows with its preview; the newest message shall not slip behind it.
  new ResizeObserver(() => atEnd() && toEnd()).observe(main);
}
