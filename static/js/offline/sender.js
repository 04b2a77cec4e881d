/*
 * Sends what waits, in order and one at a time, from a page or from the service worker.
 *
 * Only an answer of ours settles a deed: taken or refused. A network that fails, a captive portal's page and a server in
 * trouble leave it where it is, and everything behind it. Its key makes it meant once, however often it is sent.
 */

import { isOurs, post } from "../server.js";
import { alone } from "./alone.js";
import { change, deeds, fact, numberOf, settle } from "./keep.js";

export const CHANNEL = "hallway-deeds";
/** How long an answer may take, in milliseconds; a file has to go up a slow line first. */
const [PATIENCE, FOR_A_FILE] = [15_000, 120_000];
const NO_ROOM = 507;
const LATER = new Set([408, 421, 425, 429]);
const NUMBER = /(?:card-|topics\/)(\d+)/;

/** True when nothing waits any more; else why not: "network", "portal", "server" or "room". `pass` is the page's own, if new. */
export const sendAll = (tell, pass = null) => alone((mayGoOn) => sendEach(tell, pass, mayGoOn));

async function sendEach(tell, pass, mayGoOn) {
  const visit = { pass, isFresh: false };
  for (let deed; (deed = await next()); ) {
    if (!(await mayGoOn())) return "network";
    const outcome = await attempt(deed, visit);
    if (outcome.later) return outcome.later;
    await conclude(deed, outcome);
    tell({ key: deed.key, ...outcome });
  }
  return true;
}

/**
 * The first that waits for nothing but the network. What follows a refused card waits with it, and what is said of a
 * photo with that. Words go before files, which take their time.
 */
async function next() {
  const all = await deeds();
  const keys = new Set(all.map(({ key }) => key));
  const ready = all.filter(({ state, after, needs }) => state === "waiting" && !keys.has(after) && !keys.has(needs));
  return ready.find(({ file }) => !file) ?? ready[0];
}

async function attempt(deed, visit) {
  try {
    return await attemptAs(deed, visit);
  } catch (error) {
    if (error instanceof Unready) return { later: error.message };
    throw error;
  }
}

async function attemptAs(deed, visit) {
  visit.pass ??= await freshPass(visit);
  if (deed.visit && deed.visit !== visit.pass.visit) {
    if (visit.isFresh) return { refusal: { code: "visit" } };
    visit.pass = null;
    return attemptAs(deed, visit);
  }
  const url = await address(deed);
  if (!url) return { refusal: { code: "orphan" } };
  const begun = await change(deed.id, () => ({ tried: true }));
  if (!begun) return { gone: true };
  const { method, fields, file } = begun;
  const response = await asked((signal) => post(method, url, file ?? fields, headers(begun, visit.pass), signal), file ? FOR_A_FILE : PATIENCE);
  if (response.status === 403 && !visit.isFresh) {
    visit.pass = null;
    return attemptAs(deed, visit);
  }
  return answered(response);
}

const headers = ({ key, round }, { csrf }) => ({ "X-CSRF": csrf, "Idempotency-Key": round ? `${key}-${round}` : key });

async function freshPass(visit) {
  visit.isFresh = true;
  const response = await asked((signal) => fetch("/offline/visit", { cache: "no-store", signal }));
  if (!response.ok) throw new Unready("server");
  return response.json();
}

/** A deed about a card that had no number yet goes to the number that it got. */
async function address({ url, after, event, part = "" }) {
  if (!after) return url;
  const number = await fact(numberOf(after));
  return number && `/${event}/topics/${number}${part}`;
}

/** An answer of ours. Raises Unready for anything else. */
async function asked(ask, patience = PATIENCE) {
  const response = await ask(AbortSignal.timeout(patience)).catch(() => {
    throw new Unready("network");
  });
  if (!isOurs(response)) throw new Unready(response.status >= 500 ? "server" : "portal");
  if (response.status === NO_ROOM) throw new Unready("room");
  if (response.status >= 500 || LATER.has(response.status)) throw new Unready("server");
  return response;
}

async function answered(response) {
  const said = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return { location: said.location ?? "", said: said.message ?? "" };
  return { refusal: { message: said.message ?? "", fields: said.fields ?? {} } };
}

async function conclude(deed, { gone, refusal, location }) {
  if (gone) return;
  if (refusal) await change(deed.id, () => ({ state: "refused", refusal, refusedAt: Date.now() }));
  else await settle(deed, deed.kind === "card" && Number(location.match(NUMBER)?.[1]));
}

/** Not now: the message says why, in one word. */
class Unready extends Error {}
