/* Publishing what is chosen one by one, so that whoever waits sees how far it is. */

import "./live.js";
import { send } from "./server.js";

const form = document.querySelector("form[data-publishing]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = Array.from(form.querySelectorAll("input[type=checkbox]:checked:enabled"));
  const [button, progress] = [form.querySelector("button"), form.querySelector("progress")];
  if (!chosen.length || button.disabled) return;
  button.disabled = true;
  Object.assign(progress, { hidden: false, max: chosen.length, value: 0 });
  let done = 0;
  for (const box of chosen) {
    done += await publish(box);
    progress.value += 1;
    say(done, chosen.length);
  }
  if (done) return anew(done, chosen.length);
  progress.hidden = true;
  button.disabled = !form.querySelector("input:enabled");
});

/** Whether readers see it now; if not, its row says why. */
async function publish(box) {
  const row = box.closest("li");
  const why = row.querySelector("[data-why]");
  let outcome = { why: form.dataset.unsent };
  try {
    const response = await send("PUT", form.action, { [box.name]: "on" });
    const answer = await response.json();
    [outcome] = Array.isArray(answer) ? answer : [{ why: answer.message }];
  } catch {
    // the network is away: the row says so, and stays chosen
  }
  why.textContent = outcome.why;
  why.hidden = !outcome.why;
  if (outcome.why) return 0;
  Object.assign(box, { checked: false, disabled: true });
  const page = Object.assign(document.createElement("a"), { href: outcome.url, textContent: form.dataset.published });
  row.querySelector("[data-state]").replaceChildren(page);
  return 1;
}

/** What was published stands among what is published now; what was not keeps its tick and its reason. */
async function anew(done, all) {
  const [why, ticked] = [new Map(), new Set()];
  for (const row of form.querySelectorAll("li[data-topic]")) {
    why.set(row.dataset.topic, row.querySelector("[data-why]").textContent);
    if (row.querySelector("input:checked")) ticked.add(row.dataset.topic);
  }
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-publishing]");
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    form.replaceChildren(...fresh.childNodes);
    for (const row of form.querySelectorAll("li[data-topic]")) {
      const said = why.get(row.dataset.topic) ?? "";
      Object.assign(row.querySelector("[data-why]"), { textContent: said, hidden: !said });
      const box = row.querySelector("input[type=checkbox]");
      box.checked = !box.disabled && ticked.has(row.dataset.topic);
    }
    say(done, all);
  } catch {
    // the network is away: the rows stay where they are, and say what became of them
    form.querySelector("progress").hidden = true;
    form.querySelector("button").disabled = !form.querySelector("input:enabled");
  }
}

function say(done, all) {
  const said = form.querySelector("[data-said]");
  said.textContent = said.dataset.said.replace("{done}", done).replace("{all}", all);
}
