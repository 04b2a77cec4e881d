/*
 * Forms that may wait. Each is kept before it is sent; what the server says comes back to the form while it is there,
 * and to the list of what waits when it is not. The text stays in the form until it is taken or kept.
 */

import { newKey, sendOnce } from "../server.js";
import { say, words } from "../words.js";
import { eventOf } from "./cards.js";
import { deeds } from "./keep.js";
import { whyNot } from "./list.js";
import { take } from "./queue.js";

/** So long somebody looks at a button that works, in milliseconds; then what they wrote is kept, and they go on. */
const PATIENCE = 3000;
const TEXT = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=time])";
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const busy = new WeakSet();
let unkept = {};

export async function takeForm(form, submitter) {
  if (busy.has(form) || !form.reportValidity()) return;
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  try {
    await settle(form, deedOf(form, submitter));
  } finally {
    busy.delete(form);
    form.removeAttribute("aria-busy");
  }
}

export function deedOf(form, submitter) {
  const { csrf: _csrf, _method = "POST", ...fields } = Object.fromEntries(new FormData(form, submitter));
  const address = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
  return {
    method: _method,
    url: address.pathname + address.search,
    event: eventOf(address),
    fields,
    kind: form.dataset.kind ?? "",
    what: form.dataset.queued,
    text: excerpt(form),
    page: location.pathname + location.search,
    replaces: form.dataset.replaces,
    card: form.dataset.card,
  };
}

const excerpt = (form) => (form.querySelector("[name=title]") ?? form.querySelector(TEXT))?.value.trim().slice(0, 300) ?? "";

async function settle(form, deed) {
  clearRefusal(form);
  await moveOn(form, await outcomeOf(deed));
}

/**
 * What becomes of a deed: `location` when it is done, `refusal`, or `waits`; `kept` is what was kept of it. Whoever
 * shows meanwhile that it is on its way has all the time of a slow network.
 */
export async function outcomeOf(deed, patience = PATIENCE) {
  const taken = await take(deed).catch(() => null);
  if (!taken) return withoutKeeping(deed);
  const outcome = await Promise.race([taken.outcome, pause(patience), givenUp(taken.kept)]);
  return { kept: taken.kept, ...(outcome ?? { waits: true }) };
}

/** From the form to what it made, or to where that waits; a refusal comes back to it. */
export async function moveOn(form, { location, refusal, waits, kept }) {
  if (waits) return goOn(form, await waitsAt(form, kept));
  if (!refusal) return goOn(form, location);
  if (kept) isVersionOf(form, kept);
  showRefusal(form, refusal);
}

/** The sender says why it waits: there is no use in looking at the button any longer. */
function givenUp(kept) {
  return new Promise((done) => {
    document.addEventListener("hallway:waiting", function hear({ detail: { waiting, why } }) {
      const waits = waiting.some(({ key }) => key === kept?.key);
      if (waits && !why) return;
      document.removeEventListener("hallway:waiting", hear);
      if (waits) done(null);
    });
  });
}

/**
 * Nothing can be kept here (a private window, a full disk): the text stays in the form until it is up, and is meant
 * once however often it is sent.
 */
async function withoutKeeping({ method, url, fields, file }) {
  const what = JSON.stringify([method, url, fields]);
  if (unkept.what !== what) unkept = { what, key: newKey() };
  const response = await sendOnce(method, url, file ?? fields, unkept.key).catch(() => null);
  if (!response) return { refusal: { message: words("unkept") } };
  unkept = {};
  const said = await response.json().catch(() => ({}));
  return response.ok ? { location: said.location ?? "" } : { refusal: said };
}

/** An empty form is what comes back with the back button: nothing is sent a second time by going back. */
function goOn(form, where) {
  form.reset();
  for (const mark of ["replaces", "card"]) delete form.dataset[mark];
  if (where === undefined) return say(words("saved_here"));
  leaveAnswer(form);
  const target = new URL(where || form.dataset.then || location.href, location.href);
  if (target.pathname === location.pathname) location.hash = target.hash;
  else location.assign(target);
}

/** A form that came back from the server stands at the address it was sent to, which may be the one it leads to. */
function leaveAnswer({ dataset: { page } }) {
  if (page && page !== location.pathname) history.replaceState(null, "", page);
}

/** The page to go on to, if it opens without network. */
async function waitsAt({ dataset: { then } }, kept) {
  const opens = then && navigator.serviceWorker?.controller && (await caches.match(then, { ignoreVary: true }));
  return opens ? `${then}${kept ? `#deed-${kept.key}` : ""}` : undefined;
}

/** What waits or was refused, opened to be changed. */
export async function fillFromAddress() {
  const key = location.hash.match(/^#deed-(.+)/)?.[1];
  const deed = key && (await deeds()).find((each) => each.key === key);
  if (deed) fillFrom(deed);
}

/** Its form has it all, with the reason why it was refused; gives that form, if it is on this page. */
export function fillFrom(deed) {
  const form = formOf(deed);
  if (!form) return null;
  for (const [name, value] of Object.entries(deed.fields)) fill(form.elements[name], value);
  isVersionOf(form, deed);
  if (deed.state === "refused") showRefusal(form, { ...deed.refusal, message: whyNot(deed.refusal) });
  return form;
}

/** What is sent from here on takes the place of what was kept. */
function isVersionOf(form, { key, kind, after }) {
  form.dataset.replaces = key;
  if (kind) form.dataset.card = after || key;
}

const formOf = ({ kind, url }) =>
  Array.from(document.querySelectorAll("form[data-queued]")).find((form) =>
    kind ? form.dataset.kind === (kind === "change" ? "card" : kind) : form.getAttribute("action") === url,
  );

function fill(field, value) {
  if (!field || field.name === "csrf") return;
  if (["checkbox", "radio"].includes(field.type)) field.checked = field.value === value;
  else field.value = value;
  field.closest?.("details")?.toggleAttribute("open", Boolean(value) || field.closest("details").open);
}

function showRefusal(form, { message, fields = {} }) {
  const errors = Object.entries(fields).filter(([name]) => form.elements[name]);
  for (const [name, error] of errors) mark(form.elements[name], error);
  if (!errors.length) form.prepend(trouble(message));
  (form.querySelector("[aria-invalid]") ?? form.querySelector("[data-refusal]"))?.focus();
}

function mark(field, error) {
  const note = noteFrom("waits-error", error);
  note.id = `${field.name}-error`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", note.id);
  field.after(note);
}

const trouble = (message) => noteFrom("waits-trouble", message);

function noteFrom(name, words) {
  const note = document.getElementById(name).content.firstElementChild.cloneNode(true);
  note.querySelector("span").textContent = words;
  return note;
}

export function clearRefusal(form) {
  for (const note of form.querySelectorAll("[data-refusal]")) note.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
