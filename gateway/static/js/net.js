// Talking to the gateway. A refusal carries the sentence the customer reads.

import { $, page } from "./dom.js";

const PATIENCE = 15000;

export class Refused extends Error {
  constructor(status, detail) {
    super(String(status));
    this.status = status;
    this.detail = detail;
  }
}

const base = () => `/api/v1/conversations/${page.conversation}`;

async function ask(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", signal: stop.signal, ...options });
    const body = await answer.json().catch(() => null);
    if (answer.ok && body) return body;
    throw new Refused(answer.status, body?.detail || "");
  } finally {
    clearTimeout(timer);
  }
}

const json = (method, body = {}) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

let starting = null;

/** Open a conversation if there is none; several callers open one. */
export function ready() {
  if (page.conversation) return Promise.resolve();
  const form = new URLSearchParams({ form_token: $("input[name=form_token]").value });
  starting = starting || ask("/start", { method: "POST", body: form })
    .then((body) => {
      page.conversation = body.conversation_id;
      document.dispatchEvent(new Event("xiaobao:started"));
    })
    .finally(() => {
      starting = null;
    });
  return starting;
}

export const sendMessage = (entry) =>
  ask(`${base()}/messages`, json("POST", { client_message_id: entry.id, text: entry.text }));

export const history = (after) => ask(`${base()}/messages${after ? `?after=${encodeURIComponent(after)}` : ""}`);

export const askHuman = () => ask(`${base()}/handoff`, json("POST"));

export const leaveQueue = () => ask(`${base()}/handoff`, json("DELETE"));

/** Whether an answer helped; `opinion` is {verdict, reason}. */
export const rateAnswer = (id, opinion) => ask(`${base()}/messages/${id}/feedback`, json("PUT", opinion));

/** That somebody is writing; never what. Whether it arrives matters to nobody. */
export const sayTyping = () => fetch(`${base()}/typing`, json("POST")).catch(() => {});

export const eventsUrl = (cursor) => `${base()}/events?after=${cursor}`;
