/* The page's side of what waits: takes deeds, has them sent when there is a chance, and tells what became of them. */

import { newKey, pass } from "../server.js";
import { change, deeds, drop, keep, restore } from "./keep.js";
import { CHANNEL, sendAll } from "./sender.js";
import { noteWaits } from "./waits.js";

const SYNC = "hallway-deeds";
/** Pauses between tries while nothing else says that the network is back, in milliseconds. */
const [SHORTEST, LONGEST] = [2000, 30_000];

const channel = new BroadcastChannel(CHANNEL);
const hoping = new Map();
let state = { waiting: [], refused: [], why: "" };
let sending = null;
let oncemore = false;
let pause = SHORTEST;
let timer = 0;

export function startQueue() {
  channel.onmessage = ({ data }) => hear(data);
  addEventListener("online", kick);
  addEventListener("offline", () => look("network"));
  document.addEventListener("visibilitychange", () => document.hidden || kick());
  document.addEventListener("htmx:ws:after:connection", kick);
  return kick();
}

/** What waits, what was refused, and why it waits, as last looked at. */
export const standing = () => state;

/**
 * Keeps a deed until it is done; gives its outcome, which may be long in coming, and whether it is kept at all: null
 * if it cancelled another one out. Rejects where nothing can be kept.
 */
export async function take(deed) {
  const made = { key: newKey(), visit: pass().visit, at: Date.now(), state: "waiting", tried: false, ...deed };
  const kept = await keep(made);
  navigator.storage?.persist?.().catch(() => {});
  const outcome = kept ? new Promise((tell) => hoping.set(kept.key, tell)) : Promise.resolve({ location: "" });
  await look();
  kick();
  askForSync();
  return { kept, outcome };
}

/** Sends a refused one again, in another round: the first would only bring the old answer. */
export async function again({ id }) {
  const anew = { state: "waiting", tried: false, visit: pass().visit, refusal: null };
  await change(id, ({ round = 0 }) => ({ ...anew, round: round + 1 }));
  changed();
  return kick();
}

/** Takes one back, with what was to follow it; gives a function that undoes that. */
export async function discard(deed) {
  const gone = [deed, ...(await deeds()).filter(({ after }) => after === deed.key)];
  for (const { id } of gone) await drop(id);
  changed();
  return async () => {
    for (const each of gone) await restore(each);
    changed();
    return kick();
  };
}

/** Tries to send now. Whoever asks while it is tried gets another try after it. */
export function kick() {
  oncemore = Boolean(sending);
  sending ??= run().finally(() => {
    sending = null;
    if (oncemore) kick();
  });
  return sending;
}

async function run() {
  clearTimeout(timer);
  const how = await sendAll(share, freshPass()).catch(() => "storage");
  await look(how === true ? "" : how);
  if (!state.waiting.length) return (pause = SHORTEST);
  timer = setTimeout(kick, pause * (0.5 + Math.random()));
  return (pause = Math.min(LONGEST, pause * 2));
}

/** The page's own token, if nothing speaks against it; asking for one first finds out whether anybody hears. */
const freshPass = () => (navigator.onLine && !state.why && !document.documentElement.dataset.seen && pass().visit ? pass() : null);

function share(outcome) {
  channel.postMessage(outcome);
  hear(outcome);
}

function hear({ key, ...outcome }) {
  if (key) hoping.get(key)?.(outcome);
  hoping.delete(key);
  look();
}

function changed() {
  channel.postMessage({});
  return look();
}

/** Looks at what is there and shows it. */
export async function look(why = state.why) {
  const all = await deeds().catch(() => []);
  const waiting = all.filter((deed) => deed.state === "waiting");
  state = { waiting, refused: all.filter((deed) => deed.state === "refused"), why: waiting.length ? why : "" };
  noteWaits(all.length);
  document.dispatchEvent(new CustomEvent("hallway:waiting", { detail: state }));
}

/** Where the browser can, it wakes the worker when the network is back, even with all pages closed. */
async function askForSync() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register(SYNC).catch(() => {});
}
