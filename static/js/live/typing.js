/* A form in which somebody writes is theirs: what others change comes to the page around it, and never into it. */

import htmx from "./htmx.js";
import { say, words } from "../words.js";

const KEEPS = "form[data-keeps]";
const TYPED = "form[data-typed]";

export function keepWhatIsTyped() {
  htmx.config.morphSkip += `, ${TYPED}, ${TYPED} *`;
  for (const kind of ["focusin", "focusout", "input"]) document.addEventListener(kind, ({ target }) => mark(target));
  document.addEventListener("htmx:before:swap", holdOn);
}

/** From the first look into a field, so that a form that is sent says which state it was opened at. */
function mark(target) {
  const form = target.form?.matches(KEEPS) && target.form;
  if (form) setTimeout(() => form.toggleAttribute("data-typed", isTyped(form)));
}

const isTyped = (form) => [...form.elements].some((field) => (isText(field) && field === document.activeElement) || isChanged(field));
const isText = (field) => field.matches("input:not([type=hidden], [type=checkbox]), textarea, select");

function isChanged(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
}

/** What they write about may be gone for others: here it stays, in its place, until it is sent or left. */
function holdOn({ detail }) {
  for (const form of document.querySelectorAll(TYPED)) {
    const [whole, list] = [form.closest("li[id]"), form.closest("ol[id], ul[id]")];
    if (!whole || !list) continue;
    for (const task of detail.tasks) hold(task, whole, list);
  }
}

function hold({ fragment, target }, whole, list) {
  const there = typeof target === "string" ? document.querySelector(target) : target;
  if (!there?.contains(whole) || fragment.getElementById(whole.id)) return;
  const newer = fragment.getElementById(list.id);
  if (!newer) return;
  newer.append(whole.cloneNode(true));
  newer.closest("[hidden]")?.removeAttribute("hidden");
  say(words("gone_meanwhile"));
}
