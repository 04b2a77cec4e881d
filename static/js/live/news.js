/*
 * What is told to this reader alone: asked for when a change is about something of theirs, when something of theirs is
 * about to start, and when they have seen it. A change that is none of theirs costs nothing.
 */

import htmx from "./htmx.js";

import { send } from "../server.js";
import { now } from "./clock.js";
import { isStarred } from "./mine.js";
import { listen } from "./strip-socket.js";

/** Milliseconds over which phones spread that all have the same to ask. */
const FEW = 600;
const ALL = 4000;
const LONGEST = 2 ** 31 - 1;

let asking = null;
let look = 0;

const strip = () => document.getElementById("news");

export function startNews() {
  if (!strip()) return;
  document.addEventListener("hallway:letter", ({ detail }) => hear(detail));
  document.addEventListener("hallway:told", () => ask());
  document.addEventListener("submit", seen);
  document.addEventListener("htmx:after:swap", apply);
  document.addEventListener("visibilitychange", () => document.hidden || wait());
  if (!document.querySelector("main[data-revision]")) listen(strip().dataset.home, asOf, hear);
  apply();
}

/** Takes over the strip of a page that was just fetched. */
export function adoptNews(page) {
  const newer = page.getElementById("news");
  const kept = strip();
  if (newer && kept && !kept.closest("#page")) show(newer.outerHTML);
}

/** A strip whose page was away asks when anything at all happened since. */
function hear({ about, stale, revision }) {
  if (about === true) strip().dataset.follows && ask(ALL);
  else if (about?.some(follows) || (stale && revision > asOf())) ask(FEW);
}

const asOf = () => Number(strip().dataset.asOf);
const follows = (number) => isStarred(number) || strip().dataset.follows.split(" ").includes(String(number));

/** Whoever asks before the answer is on its way shares it. */
function ask(spread = 0) {
  asking ??= pause(Math.random() * spread)
    .then(fetchStrip)
    .catch(() => {});
}

async function fetchStrip() {
  asking = null;
  const { home, whole } = strip().dataset;
  const response = await fetch(`${home}/news/strip${whole === undefined ? "" : "?whole=1"}`, { headers: { Accept: "text/html" } });
  if (response.ok) await show(await response.text());
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A page that is no strip (a right was lost, a portal answered) is passed over. */
async function show(html) {
  const text = new DOMParser().parseFromString(html, "text/html").getElementById("news")?.outerHTML;
  if (text) await htmx.swap({ sourceElement: strip(), target: "#news", swap: "outerMorph", text, transition: false });
}

async function seen(event) {
  const form = event.target;
  if (!form.closest("#news")) return;
  event.preventDefault();
  const { keys, revision } = form.elements;
  form.closest(".told").hidden = true;
  const response = await send("PUT", form.action, { keys: keys.value, revision: revision.value }).catch(() => null);
  if (response?.ok) ask();
  else form.closest(".told")?.removeAttribute("hidden");
}

/** Beside a card that moved stands where it was, struck through. */
function apply() {
  const was = JSON.parse(strip()?.dataset.was || "{}");
  for (const place of document.querySelectorAll("[data-was-of]")) {
    const text = was[place.dataset.wasOf] ?? "";
    if (place.textContent !== text) place.textContent = text;
    place.closest("[data-was-line]").hidden = !text;
  }
  wait();
}

function wait() {
  clearTimeout(look);
  const at = Date.parse(strip()?.dataset.nextLook);
  if (at) look = setTimeout(ask, Math.min(LONGEST, Math.max(0, at - now()) + 500), FEW);
}
