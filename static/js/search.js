/* Search as you type: the answer follows the field, and the address follows the answer. Without this the form is sent. */

const WAIT = 150;

const form = document.querySelector("form[data-found]");
const field = form.elements.namedItem("q");
const told = document.getElementById("told");
let timer;
let asking = new AbortController();
let asked = question().toString();

field.addEventListener("input", ({ isComposing }) => isComposing || soon());
field.addEventListener("compositionend", soon);
document.addEventListener("keydown", follow);

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

/** Arrows go from the field into what was found and back; Escape comes back to the field, and there empties it. */
function follow(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...document.querySelectorAll("#answer .hit :is(h2, .passages) a")];
  const at = links.indexOf(document.activeElement);
  const inField = document.activeElement === field;
  if (step && (at >= 0 || (inField && step > 0))) go(event, links[at + step] ?? (step < 0 ? field : links[at]));
  if (event.key === "Escape" && at >= 0) go(event, field);
  if (event.key === "Escape" && inField && field.value) empty(event);
}

function go(event, target) {
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function empty(event) {
  event.preventDefault();
  field.value = "";
  soon();
}
