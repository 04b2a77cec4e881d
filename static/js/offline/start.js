/*
 * What every page of an event does for a phone without network: registers the service worker, says how old a page is
 * that came from it, and fetches the queue's code when something waits, is written, or could not be fetched later.
 */

import { send } from "../server.js";
import { say, words } from "../words.js";
import { showAge } from "./age.js";
import { mayWait, NAME } from "./waits.js";

const IDLE = 1500;
let fetchWaiting;
let coming = null;

/** The queue, with everything that shows it. */
export const queue = () =>
  (coming ??= fetchWaiting().then((module) => module.startWaiting()).catch((error) => {
    coming = null;
    throw error;
  }));

/** `fetching` imports waiting.js: which file that is depends on what the page has already. */
export function startOffline(fetching) {
  fetchWaiting = fetching;
  findPlace(document.querySelector(".waits"));
  showAge();
  document.addEventListener("submit", takeForm);
  if (mayWait() || document.querySelector("form[data-queued]") || location.hash.startsWith("#deed-")) quietly();
  addEventListener("storage", ({ key, newValue }) => key === NAME && newValue && quietly());
  addEventListener("load", () => setTimeout(afterLoad, IDLE), { once: true });
}

/** Where there is a dock it is above it; where nothing says what was done, it does that too. */
function findPlace(waits) {
  document.querySelector(".dock")?.prepend(waits);
  if (document.getElementById("said")) return;
  waits.append(Object.assign(document.createElement("p"), { id: "said", className: "said", role: "status" }));
}

const quietly = () => queue().catch((error) => console.warn("what waits is not shown", error));

function afterLoad() {
  if (navigator.serviceWorker) register();
  else quietly();
}

/** The pages that somebody will want without network are fetched once, after everything else. */
async function register() {
  try {
    const worker = await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
    worker?.waiting?.postMessage({ takeOver: true });
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.connection?.saveData) active.postMessage({ warm: pages() });
  } catch (error) {
    console.warn("without network this page will not open", error);
  }
}

const pages = () => [location.pathname + location.search, ...Array.from(document.querySelectorAll(".dock :is(nav, .call) a"), ({ pathname }) => pathname)];

/** A form that may wait is posted by the queue; where that cannot come it is posted as ever, if anybody hears. */
function takeForm(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented) return;
  if (form.matches("form[data-forget-device]")) return leave(event);
  if (!form.matches("form[data-queued]")) return;
  if (!form.checkValidity() && navigator.onLine) return;
  event.preventDefault();
  queue()
    .then(({ takeForm }) => takeForm(form, submitter))
    .catch(() => post(form));
}

/** A page of the browser's, about a network that is not there, would take the place of what was written. */
export const post = (form) => send("GET", "/offline/visit").then(() => form.submit(), () => say(words("not_sent")));

/** A form that leaves this device: first everything that the visit left here goes, unless somebody would rather stay. */
async function leave(event) {
  event.preventDefault();
  const { forgetDevice } = await import("./forget.js");
  if (await forgetDevice(words)) event.target.submit();
}
