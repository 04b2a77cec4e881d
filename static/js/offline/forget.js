/* Leaving a device: everything that a visit left in this browser goes, after it was said what did not go up yet. */

import { DATABASE, deeds, shut } from "./keep.js";

/** What of ours may be there where a browser cannot list its databases. */
const KNOWN = [DATABASE, "hallway-probe"];

/**
 * Clears queue, notes, pages and the service worker; false when somebody would rather stay with what waits. `words` are
 * the page's.
 */
export async function forgetDevice(words) {
  const waiting = await deeds().catch(() => []);
  if (waiting.length && !(await confirmed(waiting, words))) return false;
  await shut();
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const worker of workers) worker.active?.postMessage({ forget: true });
  await Promise.all(workers.map((worker) => worker.unregister()));
  const databases = (await indexedDB.databases?.())?.map(({ name }) => name) ?? KNOWN;
  await Promise.all(databases.map(deleted));
  for (const storage of [localStorage, sessionStorage]) storage.clear();
  await clearCaches();
  return true;
}

/** Last of all: the worker may just be keeping a page that it had asked for. */
async function clearCaches() {
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Another tab may still hold it; then it goes when that is closed. */
function deleted(name) {
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}

function confirmed(waiting, words) {
  const dialog = document.getElementById("waits-leaving").content.firstElementChild.cloneNode(true);
  dialog.querySelector("[data-words]").textContent = words(waiting.length === 1 ? "leaving_one" : "leaving_many", { count: waiting.length });
  dialog.querySelector("ul").append(...waiting.map(line));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((decide) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      decide(dialog.returnValue === "leave");
    }),
  );
}

function line({ what, text }) {
  const item = document.createElement("li");
  item.textContent = [what, text].filter(Boolean).join(": ");
  return item;
}
