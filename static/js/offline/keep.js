/* Where deeds wait: in this browser's IndexedDB, so that a closed page or a new release loses none. */

import { openDB } from "idb";

import { fold } from "./fold.js";

export const DATABASE = "hallway";
/** Later versions only add: a page of an older release may still be open. */
const VERSION = 1;

let opened = null;
let isShut = false;

async function database() {
  if (isShut) throw new Error("this device was left");
  opened ??= openDB(DATABASE, VERSION, { upgrade, blocking: close, terminated: () => (opened = null) });
  opened.catch(() => (opened = null));
  return opened;
}

function upgrade(db) {
  db.createObjectStore("deeds", { keyPath: "id", autoIncrement: true });
  db.createObjectStore("facts");
}

/** Another tab deletes the database, or a newer release changes it: this one must not be in the way. */
async function close() {
  const closing = opened;
  opened = null;
  (await closing)?.close();
}

/** Nothing is kept any more. */
export function shut() {
  isShut = true;
  return close();
}

/** All that wait or were refused, in the order in which they were done. */
export const deeds = async () => (await database()).getAll("deeds");

/** Keeps a deed; gives it as it is kept, or null if it cancelled another one out. */
export async function keep(deed) {
  const transaction = (await database()).transaction("deeds", "readwrite", { durability: "strict" });
  const { drop, put } = fold(await transaction.store.getAll(), deed);
  for (const id of drop) await transaction.store.delete(id);
  const kept = put && { ...put, id: await transaction.store.put(put) };
  await transaction.done;
  return kept;
}

/** Changes a deed that is still there; gives it, or null if it is not. */
export async function change(id, changes) {
  const transaction = (await database()).transaction("deeds", "readwrite", { durability: "strict" });
  const deed = await transaction.store.get(id);
  const changed = deed ? { ...deed, ...changes(deed) } : null;
  if (changed) await transaction.store.put(changed);
  await transaction.done;
  return changed;
}

export async function drop(id) {
  await (await database()).delete("deeds", id);
}

/** Puts back what was dropped, in its old place. */
export async function restore(deed) {
  await (await database()).put("deeds", deed);
}

/** It is done: gone from the line, and if it was a card, known by its number from now on, in one step. */
export async function settle(deed, number) {
  const transaction = (await database()).transaction(["deeds", "facts"], "readwrite", { durability: "strict" });
  await transaction.objectStore("deeds").delete(deed.id);
  if (number) await transaction.objectStore("facts").put(number, numberOf(deed.key));
  await transaction.done;
}

export const numberOf = (key) => `number:${key}`;
export const fact = async (name) => (await database()).get("facts", name);
export const setFact = async (name, value) => (await database()).put("facts", value, name);

/** Takes a lease for so many milliseconds, or longer if it is ours already; false while somebody else has it. */
export async function lease(name, owner, milliseconds) {
  const transaction = (await database()).transaction("facts", "readwrite");
  const held = await transaction.store.get(name);
  const free = !held || held.owner === owner || held.until < Date.now();
  if (free) await transaction.store.put({ owner, until: Date.now() + milliseconds }, name);
  await transaction.done;
  return free;
}
