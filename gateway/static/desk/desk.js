// Keeps the desk fresh: the list by looking every few seconds, an open conversation by events.

import { compose } from "./composer.js";
import { load, placeAll, placeMessages } from "./part.js";

const EVERY = 4000;
const main = document.getElementById("main");
const title = document.title;
let over = false;
let stream = null;

const show = (id, shown) => {
  document.getElementById(id).hidden = !shown;
};

function badge() {
  const waiting = Number(document.getElementById("board").dataset.waiting);
  document.title = waiting ? `(${waiting}) ${title}` : title;
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
  } else if (page?.getElementById("board")) {
    const follow = atEnd();
    placeAll(page);
    if (placeMessages(page) && follow) toEnd();
    badge();
  }
}

/** A look at a page, one at a time; asked again meanwhile, it looks once more. */
function looker(url) {
  let busy = false;
  let again = false;
  return async function look() {
    if (over) return;
    again = busy;
    if (busy) return;
    busy = true;
    try {
      const { status, page } = await load(url);
      take(status, page);
    } catch {
      show("lost", true);
    }
    busy = false;
    if (again) look();
  };
}

const lookAtBoard = looker(main.dataset.board);
badge();
setInterval(lookAtBoard, EVERY);
document.addEventListener("visibilitychange", () => document.hidden || lookAtBoard());

if (main.dataset.events) {
  const lookAtPage = looker(main.dataset.page);
  const listen = () => {
    stream = new EventSource(main.dataset.events);
    stream.addEventListener("news", lookAtPage);
    stream.addEventListener("open", lookAtPage);
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED || over) return;
      lookAtPage();
      setTimeout(() => over || listen(), EVERY);
    });
  };
  listen();
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  compose(take);
  toEnd();
  // The box for the answer grows with its preview; the newest message shall not slip behind it.
  new ResizeObserver(() => atEnd() && toEnd()).observe(main);
}
