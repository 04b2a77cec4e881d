/* Keeps the document on this device, with the number of changes that the server has not confirmed. */

import { IndexeddbPersistence } from "y-indexeddb";

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
