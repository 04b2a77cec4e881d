/*
 * A page that nobody looks after for a whole day: it comes back by itself after sleep, a lost network, a restart, and
 * keeps the screen on where the browser lets it. What it shows while it cannot is said with its time.
 */

import { lost } from "./line.js";
import { resync } from "./page.js";
import { reconnect } from "./socket.js";

const BEAT = 5000;
/** A beat that is late by so much was slept through. */
const SLEPT = 20_000;
/** So long without a living socket, as after a close for good: a right may have come back, a release be out. */
const AGAIN = 30_000;
/** A dead line that looks alive is found out by then. */
const FRESH = 5 * 60_000;

export function startWaking(main) {
  let last = Date.now();
  let alive = last;
  setInterval(() => {
    const now = Date.now();
    const slept = Math.abs(now - last - BEAT) > SLEPT;
    if (slept) wake(main, Math.min(last, now));
    last = now;
    if (slept || main.hasAttribute("data-live") || document.hidden || now < alive) alive = now;
    else if (now - alive > AGAIN) (alive = now), comeBack();
  }, BEAT);
  setInterval(() => document.hidden || resync(), FRESH);
  document.addEventListener("visibilitychange", () => document.hidden || wake(main));
  addEventListener("online", () => wake(main));
  addEventListener("pageshow", ({ persisted }) => persisted && wake(main));
  keepScreenOn();
}

/** The socket may be dead without knowing it: it is opened anew, and tells what was missed. */
function wake(main, since) {
  if (since) lost(since);
  reconnect(main);
  resync();
  keepScreenOn();
}

/** By loading the page anew, but never into an error page that would stay there. */
async function comeBack() {
  if (await resync()) location.reload();
}

async function keepScreenOn() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Not allowed, on battery or not looked at: whoever set the projector up sees to it.
  }
}
