/* The calm line that says since when there is no connection, and goes when there is one again. */

import { words } from "../words.js";
import { timeNow } from "./clock.js";
import { resync } from "./page.js";

const GRACE = 3000;
const SPREAD = 1000;

let since = null;
let timer = null;
let open = false;

export function startLine(main) {
  main.addEventListener("htmx:ws:close", closed);
  main.addEventListener("htmx:ws:after:connection", opened);
  window.addEventListener("offline", () => lost());
  window.addEventListener("online", caughtUp);
  document.addEventListener("visibilitychange", () => since && !document.hidden && wait());
}

function closed() {
  open = false;
  lost();
}

/** A page that comes from this device has more to catch up with than what its socket tells. */
function opened() {
  open = true;
  back();
  if (document.documentElement.dataset.seen) resync(SPREAD);
}

/** Of a page that slept it is known since when. */
export function lost(moment) {
  since ??= timeNow(moment);
  if (!document.hidden) wait();
}

function wait() {
  timer ??= setTimeout(show, GRACE);
}

function back() {
  clearTimeout(timer);
  since = timer = null;
  line().hidden = true;
}

/** A socket may outlive a short absence without noticing it, and then none is opened anew: so the page is fetched. */
async function caughtUp() {
  if (!open || !since) return;
  if (await resync(SPREAD)) back();
  else setTimeout(caughtUp, GRACE);
}

function show() {
  line().textContent = words(line().dataset.says, { time: since });
  line().hidden = false;
}

const line = () => document.getElementById("connection");
