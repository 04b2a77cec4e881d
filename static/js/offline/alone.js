/* One sender at a time, however many tabs and workers there are: by the browser's own locks, else by a lease. */

import { lease } from "./keep.js";

const NAME = "hallway-sending";
const LEASE = 30_000;
const me = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join("");

/** Runs `work` when nobody else does. `work` gets a function to call before each step; false means to stop. */
export function alone(work) {
  if (navigator.locks) return navigator.locks.request(NAME, () => work(async () => true));
  return leased(work);
}

async function leased(work) {
  const renew = () => lease(NAME, me, LEASE);
  if (!(await renew())) return false;
  try {
    return await work(renew);
  } finally {
    await lease(NAME, me, 0);
  }
}
