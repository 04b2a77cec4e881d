/* Search as you type: the answer follows the field, and the address follows the answer. Without this the form is sent. */

import { walk } from "./search/walking.js";

const WAIT = 150;

const form = document.querySelector("form[data-found]");
const field = form.elements.namedItem("q");
const told = document.getElementById("told");
let timer;
let asking = new AbortController();
let asked = question().toString();

field.addEventListener("input", ({ isComposing }) => isComposing || soon());
field.addEventListener("compositionend", soon);
walk(field, soon);

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

/** What the form would send, without what is empty. */
function question() {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
}

async function ask() {
  const words = question().toString();
  if (words === asked) return;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const response = await fetch(`${form.dataset.found}?${words}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    show(await response.text());
    asked = words;
    history.replaceState(history.state, "", words ? `${form.action}?${words}` : form.action);
  } catch {
    if (!signal.aborted) told.textContent = form.dataset.failed;
  }
  told.classList.toggle("hidden", told.textContent !== form.dataset.failed);
}

function show(html) {
  const answer = new DOMParser().parseFromString(html, "text/html").getElementById("answer");
  document.getElementById("answer").replaceWith(answer);
  told.textContent = [...answer.querySelectorAll(".count, .widened")].map(({ textContent }) => textContent.trim()).join(". ");
}
