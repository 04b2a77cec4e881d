/* The page as the server has it: which revision is shown, and fetching it anew when that is in doubt. */

import htmx from "./htmx.js";

import { isNew } from "../offline/age.js";
import { isOurs } from "../server.js";
import { correctClock } from "./clock.js";
import { adoptMine } from "./mine.js";
import { adoptNews } from "./news.js";

const APART = 1000;
const PATIENCE = 10_000;
const TRY_AGAIN = 5000;

let fetched = 0;
let waiting = null;
let last = Promise.resolve();
let retry = null;

const main = () => document.querySelector("main[data-revision]");
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The newest revision that this page shows. */
export const revision = () => Number(main().dataset.revision);

/** Everything up to here is in the page since it was last fetched whole. */
export const wholeUpTo = () => fetched;

export function advance(to) {
  if (to > revision()) main().dataset.revision = to;
}

/**
 * Fetches the page and morphs it over the one shown; true when that worked.
 *
 * One at a time and at most one a second; whoever asks before the fetch has begun shares it. `spread` in milliseconds
 * keeps a thousand phones from asking in the same moment.
 */
export function resync(spread = 0) {
  waiting ??= last.then(() => pause(Math.random() * spread)).then(refresh);
  last = waiting.then(() => pause(APART));
  return waiting;
}

async function refresh() {
  waiting = null;
  clearTimeout(retry);
  try {
    await show(await ask());
    return true;
  } catch {
    retry = setTimeout(resync, TRY_AGAIN + Math.random() * TRY_AGAIN);
    return false;
  }
}

async function ask() {
  const options = { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(location.pathname + location.search, options);
  if (!isOurs(response) || response.status >= 500) throw new Error(`the server answered ${response.status}`);
  correctClock(response.headers.get("date"));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** A page of another kind (no right any more, gone, moved) is left to the browser. */
async function show(page) {
  const whole = page.getElementById("page");
  const newer = page.querySelector("main[data-revision]");
  if (!whole || !newer) return location.reload();
  adoptMine(page);
  adoptNews(page);
  const swap = { sourceElement: main(), target: "#page", swap: "outerMorph", text: whole.outerHTML, transition: false };
  await htmx.swap(swap);
  document.title = page.title;
  fetched = Number(newer.dataset.revision);
  main().dataset.revision = fetched;
  isNew();
  listenAs(newer);
}

/** Whoever has another role by now hears another channel. */
function listenAs(newer) {
  const [name, address] = ["hx-ws:connect", newer.getAttribute("hx-ws:connect")];
  if (!address || address === main().getAttribute(name)) return;
  main().setAttribute(name, address);
  htmx.process(main(), true);
}
