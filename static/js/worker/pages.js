/*
 * Pages that were seen, kept for one visit: asked for from the server first, taken from here when that fails or is slow.
 *
 * An answer counts as ours by a header, which names the visit; when another visit's name comes, everything kept of the
 * one before goes. A page that is shown from here says since when (`data-seen` on its root, milliseconds).
 */

import { Strategy } from "workbox-strategies";

import { isOurs } from "../server.js";
import { fact, setFact } from "../offline/keep.js";
import { NEVER } from "./never.js";

const CACHE = "pages";
const OFFLINE = "/offline";
const SEEN = "x-seen";
/** A slow network, in milliseconds: what was seen is better than nothing. */
const PATIENCE = 3000;
const FRESH = 10 * 60_000;
const AGAIN_AS_ITSELF = { ignoreVary: true };
/** So many pages are kept, and for so many milliseconds. */
const [MOST, LONGEST] = [150, 30 * 24 * 3600_000];
let turn = Promise.resolve();
let isLeft = false;

/** The device is left: this worker goes with its last page, and keeps nothing until then. */
export const forget = () => (isLeft = true);

export class SeenPages extends Strategy {
  async _handle(request, handler) {
    const asked = this.#ask(request, handler);
    handler.waitUntil(asked.catch(() => {}));
    const seen = await seenPage(request.url);
    const answer = seen ? await soonOr(asked) : await asked.catch(() => null);
    return answer ?? (seen ? marked(seen) : offlinePage());
  }

  /** An answer of ours, or one that leads elsewhere, or (as there is nothing better) a captive portal's page. */
  async #ask(request, handler) {
    const response = await handler.fetch(request);
    if (response.type === "opaqueredirect") return response;
    if (isOurs(response)) handler.waitUntil(keepIfOurs(request.url, response.clone()));
    else if (response.status >= 500 || (await seenPage(request.url))) throw new Error("not ours");
    return response;
  }
}

const soonOr = (asked) => Promise.race([asked.catch(() => null), new Promise((done) => setTimeout(done, PATIENCE, null))]);

async function seenPage(url) {
  return (await caches.open(CACHE)).match(url, AGAIN_AS_ITSELF);
}

async function marked(page) {
  const script = KEPT.find((url) => url.includes("/seen-"));
  const html = (await page.text()).replace("<html", `<html data-seen="${page.headers.get(SEEN)}"`);
  const whole = html.includes("data-waits-pill") ? html : html.replace("</body>", `<script type="module" src="${script}"></script></body>`);
  return new Response(whole, { headers: page.headers });
}

async function offlinePage() {
  return (await caches.match(OFFLINE, AGAIN_AS_ITSELF)) ?? Response.error();
}

/** Keeps a page as it is now; one at a time, as each may be the first of another visit. */
export function keepIfOurs(url, response) {
  turn = turn.then(() => keepPage(url, response)).catch(() => {});
  return turn;
}

async function keepPage(url, response) {
  if (isLeft || !isOurs(response)) return;
  await clearOfOthers(response.headers.get("x-hallway"));
  if (!mayBeKept(url, response)) return;
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set(SEEN, Date.now());
  const cache = await caches.open(CACHE);
  await cache.put(url.split("#")[0], new Response(await response.blob(), { headers }));
  await dropOldest(cache);
}

/** A cache lists what was put in first first. */
async function dropOldest(cache) {
  const pages = await cache.keys();
  for (const [n, page] of pages.entries()) {
    const seen = (await cache.match(page, AGAIN_AS_ITSELF))?.headers.get(SEEN);
    if (pages.length - n <= MOST && Date.now() - seen < LONGEST) return;
    await cache.delete(page, AGAIN_AS_ITSELF);
  }
}

async function clearOfOthers(visit) {
  if ((await fact("visit")) === visit) return;
  await caches.delete(CACHE);
  await setFact("visit", visit);
}

function mayBeKept(url, response) {
  const isPage = response.status === 200 && !response.redirected && response.headers.get("content-type")?.startsWith("text/html");
  const isSecret = NEVER.test(new URL(url).pathname) || /no-store/.test(response.headers.get("cache-control") ?? "");
  return isPage && !isSecret;
}

/** Fetches pages that somebody will want later, one after the other, unless they are here and new. */
export async function warm(paths) {
  for (const path of new Set([...paths, OFFLINE])) {
    const url = new URL(path, location.origin).href;
    if (await isFresh(url)) continue;
    const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
    if (response) await keepIfOurs(url, response);
  }
}

async function isFresh(url) {
  const seen = await seenPage(url);
  return seen && Date.now() - Number(seen.headers.get(SEEN)) < FRESH;
}
