/* Clashes beside the board: fetched anew whenever the board has changed, marked on the cards, mended with one press. */

import htmx from "htmx.org";

const REST = 250;
const list = () => document.getElementById("clashes");
const shown = () => Number(list().dataset.revision);
const newest = () => Number(document.querySelector("main[data-revision]").dataset.revision);

let waiting = null;

/** `mend(placement, cell, swap)` moves a card as a hand would. */
export function startClashes(mend) {
  if (!list()) return;
  mark();
  document.addEventListener("htmx:after:swap", changed);
  document.addEventListener("submit", (event) => pressed(event, mend));
}

function changed() {
  mark();
  if (newest() > shown()) waiting ??= setTimeout(fetchAnew, REST);
}

async function fetchAnew() {
  const asked = newest();
  try {
    const response = await fetch(`${home()}/clashes?part=list`, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (response.ok) await show(await response.text());
  } catch {
    // Without a network the board itself says so, and brings the list along when it is back.
  } finally {
    waiting = null;
    if (newest() > asked) changed();
  }
}

const home = () => `/${location.pathname.split("/")[1]}`;

async function show(text) {
  await htmx.swap({ sourceElement: list(), target: "#clashes", swap: "outerMorph", text, transition: false });
  mark();
}

function mark() {
  const worst = new Map();
  for (const clash of list()?.querySelectorAll("[data-cards]") ?? [])
    for (const placement of clash.dataset.cards.split(" "))
      worst.set(placement, Math.max(worst.get(placement) ?? 0, clash.dataset.severity));
  for (const card of document.querySelectorAll(".board [data-placement]")) {
    const severity = worst.get(card.dataset.placement);
    if (severity) card.dataset.clash = severity;
    else delete card.dataset.clash;
  }
}

function pressed(event, mend) {
  const form = event.target;
  const { cell, again, swap } = Object.fromEntries(new FormData(form));
  if (form.matches("[data-mute]")) {
    event.preventDefault();
    return send(form);
  }
  if (!form.matches("[data-remedy]") || again) return;
  if (mend(form.dataset.remedy, cell, swap)) event.preventDefault();
}

async function send(form) {
  form.querySelector("button").disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (answer?.ok) return fetchAnew();
  form.querySelector("button").disabled = false;
  form.submit();
}
