/* Time on the page: the event's clock, minutes left, lines that fill, and the moment when the page is another one. */

import { words } from "../words.js";
import { resync } from "./page.js";

const STEP = 15_000;
const SECOND = 1000;
const MINUTE = 60_000;
const WINDING_UP = 10;
const SPREAD = 4000;
const AGAIN = MINUTE;

let ahead = 0;
let asked = -Infinity;
let timer = 0;
/** The minute that the clocks of this page show. */
let shown = 0;

export function startClock() {
  const { seen } = document.documentElement.dataset;
  const moment = document.querySelector("main")?.dataset.moment;
  if (seen || arrivedBy() !== "back_forward") correctClock(moment, seen);
  if (moment) shown = minuteOf(Date.parse(moment));
  document.addEventListener("htmx:after:swap", () => {
    shown = 0;
    tick();
  });
  tick();
}

/** "navigate", "reload", "back_forward" or "prerender". */
export const arrivedBy = () => performance.getEntriesByType("navigation")[0]?.type;

/** How far the server's clock is ahead of this device's, whose time was `heard`; phones are wrong by minutes. */
export function correctClock(moment, heard = Date.now()) {
  if (moment) ahead = Date.parse(moment) - heard;
}

/** The time of day at the event, now or at another moment of this device's clock. */
export const timeNow = (moment = Date.now()) => clockTime(document.querySelector("[data-zone]")?.dataset.zone, moment + ahead);

/** This moment by the server's clock. */
export const now = () => Date.now() + ahead;
const all = (selector) => document.querySelectorAll(selector);

function clockTime(zone, moment = now()) {
  const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", format).format(moment);
}

/** Each second while something is counted in seconds, else four times a minute. */
function tick() {
  clearTimeout(timer);
  show();
  turnPage();
  const step = document.querySelector("[data-ends-at]") ? SECOND : STEP;
  timer = setTimeout(tick, step - (now() % step));
}

function show() {
  if (minuteOf(now()) !== shown) turnClocks();
  for (const left of all("[data-minutes-left]")) write(left, minutesLeft(left.dataset.minutesLeft));
  for (const since of all("[data-since]")) write(since, ago(since.dataset.since));
  for (const notice of all("[data-expires]")) notice.hidden ||= now() >= Date.parse(notice.dataset.expires);
  for (const count of all("[data-ends-at]")) countDown(count);
  for (const line of all("[data-from][data-until]")) fill(line);
}

/** Once a minute: a browser takes long to begin with zones, and the page that comes says the time already. */
function turnClocks() {
  shown = minuteOf(now());
  for (const clock of all("[data-clock]")) write(clock, clockTime(clock.dataset.zone));
}

const minuteOf = (moment) => Math.floor(moment / MINUTE);
const write = (element, text) => element.textContent === text || (element.textContent = text);

function minutesLeft(end) {
  const minutes = Math.max(0, Math.ceil((Date.parse(end) - now()) / 60_000));
  return words("minutes_left", { minutes });
}

function ago(moment) {
  const minutes = Math.floor((now() - Date.parse(moment)) / 60_000);
  return minutes > 0 ? words("minutes_ago", { minutes }) : words("just_now");
}

/** It goes on past its end: whoever talks is told for how long. */
function countDown(count) {
  const left = Math.ceil((Date.parse(count.dataset.endsAt) - now()) / SECOND);
  const state = left <= 0 ? "over" : left <= WINDING_UP ? "ending" : "running";
  if (count.dataset.state !== state) count.dataset.state = state;
  write(count.querySelector("[data-seconds]"), String(Math.abs(left)));
  write(count.querySelector("[data-says]"), words(`seconds_${state}`));
}

function fill(line) {
  const [from, until] = [Date.parse(line.dataset.from), Date.parse(line.dataset.until)];
  const share = Math.min(1, Math.max(0, (now() - from) / (until - from)));
  if (line instanceof HTMLProgressElement) line.value = share * line.max;
  else line.style.setProperty("--share", share);
}

/** At the start or end of a timeslot the page is another one. */
function turnPage() {
  const boundary = Date.parse(document.querySelector("[data-next-boundary]")?.dataset.nextBoundary);
  if (!(now() > boundary + STEP / 10) || performance.now() < asked + AGAIN) return;
  asked = performance.now();
  resync(SPREAD);
}
