/* For pages without other scripts: how old a page is that comes from this device; on the page for those that were never
   seen, which ones were. */

import { showAge } from "./offline/age.js";
import { NEVER } from "./worker/never.js";

const list = document.querySelector("[data-seen-pages]");

async function showSeen() {
  const kept = await (await caches.open("pages")).keys();
  const pages = await Promise.all(kept.map(async ({ url }) => ({ url, title: await titleOf(url) })));
  list.append(...pages.filter(({ url, title }) => title && !url.endsWith("/offline")).map(link));
  list.closest("[hidden]")?.toggleAttribute("hidden", !list.children.length);
}

async function titleOf(url) {
  const page = await caches.match(url, { ignoreVary: true });
  return new DOMParser().parseFromString(await page.text(), "text/html").title.replace(/ · Hallway$/, "");
}

function link({ url, title }) {
  const item = document.createElement("li");
  const made = Object.assign(document.createElement("a"), { href: url, textContent: title });
  item.append(made);
  return item;
}

/** Such a page may just have been seen: it is not new to this device, and it never opens without network. */
function sayIfNeverKept() {
  const heading = document.querySelector("[data-never-kept]");
  if (heading && NEVER.test(location.pathname)) heading.textContent = heading.dataset.neverKept;
}

showAge();
sayIfNeverKept();
if (list && globalThis.caches) showSeen();
