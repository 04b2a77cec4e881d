/* Clashes beside the board: fetched anew whenever the board has changed, marked on the cards, mended with one press. */

import htmx from "../live/htmx.js";

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
  for (const kind of ["pointerover", "focusin"])
    document.addEventListener(kind, ({ target }) => point(target.closest?.(".clash[data-cards]")));
}

function changed() {
  mark();
  if (list() && newest() > shown()) waiting ??= setTimeout(fetchAnew, REST);
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

/** Each card that clashes says the worst of it itself. */
function mark() {
  const worst = new Map();
  for (const { dataset } of list()?.querySelectorAll("[data-cards]") ?? [])
    for (const placement of dataset.cards.split(" "))
      if (!(worst.get(placement)?.severity >= dataset.severity)) worst.set(placement, dataset);
  for (const card of document.querySelectorAll(".board [data-placement]")) {
    const { severity, brief } = worst.get(card.dataset.placement) ?? {};
    set(card, "data-clash", severity);
    set(card, "data-brief", brief);
  }
}

function set(card, name, value) {
  if (value) card.setAttribute(name, value);
  else card.removeAttribute(name);
}

/** Whoever points at a clash sees which cards it is about. */
function point(clash) {
  const pointed = clash?.dataset.cards.split(" ") ?? [];
  for (const card of document.querySelectorAll(".board [data-placement]"))
    card.toggleAttribute("data-pointed", pointed.includes(card.dataset.placement));
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
