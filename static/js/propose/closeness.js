/* The cards that are close to the title, fetched while it is typed: the newest question wins, older ones are dropped. */

/** Milliseconds of rest before the server is asked, and letters that a title must have. */
const REST = 250;
const ENOUGH = 3;

let timer = 0;
let asking = null;
let last = "";

export function startClosing() {
  const title = document.querySelector("#propose [name=title]");
  if (!title) return;
  last = title.value.trim();
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(title), REST);
  });
}

async function ask(title) {
  const wanted = title.value.trim();
  if (wanted === last) return;
  last = wanted;
  asking?.abort();
  asking = new AbortController();
  try {
    if (wanted.length < ENOUGH) return show("");
    const url = `${title.form.action}/similar?${new URLSearchParams({ title: wanted })}`;
    const response = await fetch(url, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (response.ok) show(await response.text());
  } catch {
    // Dropped for a newer question, or no network: what is shown stays, and the card can be put up all the same.
  }
}

/** What was ticked as the same matter stays, whatever else is typed. */
function keep(shown, box) {
  const again = shown.querySelector(`[name="${box.name}"]`);
  if (again) again.checked = true;
  else (shown.querySelector("ul:last-of-type") ?? shown.appendChild(document.createElement("ul"))).append(box.closest("li"));
}

/** The same list is left alone, so that nobody hears it twice and no button goes away under a thumb. */
function show(html) {
  const found = new DOMParser().parseFromString(html, "text/html").getElementById("similar");
  const shown = document.getElementById("similar");
  if (shown.dataset.shows === (found?.textContent ?? "")) return;
  shown.dataset.shows = found?.textContent ?? "";
  const ticked = [...shown.querySelectorAll("[name^=echo-]:checked")];
  shown.replaceChildren(...(found?.childNodes ?? []));
  for (const box of ticked) keep(shown, box);
  document.dispatchEvent(new Event("htmx:after:swap"));
}
