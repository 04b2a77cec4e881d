/* Keeps the document on this device, with the number of changes that the server has not confirmed. */

import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";

const WAITING = "waiting";

/** What is kept: whether it can be, whether there was text, and how many changes wait from last time. */
export async function keepHere(doc, name) {
  if (!(await canKeep())) return { safe: false, hasText: false, waiting: 0, remember() {} };
  const kept = new IndexeddbPersistence(name, doc);
  await kept.whenSynced;
  return {
    safe: true,
    hasText: doc.store.clients.size > 0,
    waiting: (await kept.get(WAITING)) ?? 0,
    remember: (count) => kept.set(WAITING, count),
    source: kept,
  };
}

/**
 * Copies of earlier documents of a note are deleted here too: their words were taken back. What was written in one and
 * never reached the server is nowhere else, so it is given back, with a way to forget it.
 */
export async function leftBehind(guid, epoch) {
  const left = [];
  if (!(await canKeep())) return left;
  for (const name of await earlier(guid, epoch)) {
    const doc = new Y.Doc();
    const kept = new IndexeddbPersistence(name, doc);
    await kept.whenSynced;
    const text = doc.getText("markdown").toString();
    if (text && ((await kept.get(WAITING)) ?? 0)) left.push({ text, forget: () => kept.clearData() });
    else await kept.clearData();
  }
  return left;
}

/** Browsers that cannot tell which there are make an empty one, which is deleted at once. */
async function earlier(guid, epoch) {
  const names = Array.from({ length: epoch - 1 }, (_each, at) => `note:${guid}:${at + 1}`);
  const there = indexedDB.databases && new Set((await indexedDB.databases()).map(({ name }) => name));
  return there ? names.filter((name) => there.has(name)) : names;
}

/** Private windows of some browsers have no storage. */
function canKeep() {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open("hallway-probe");
      asked.onsuccess = () => (asked.result.close(), resolve(true));
      asked.onerror = asked.onblocked = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}
