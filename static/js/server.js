/* Asking the server: with the token of this visit, for an answer that a script understands. */

/** Milliseconds, more or less. */
const AGAIN_AFTER = [500, 1500, 4000];
const token = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export function send(method, url, fields, more) {
  const headers = { Accept: "application/json", "X-CSRF": token(), ...more };
  const body = fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value != null));
  return fetch(url, { method, headers, body });
}

/** The same, sent again while the network fails; the server knows by its key that it is meant once. */
export async function sendOnce(method, url, fields) {
  const key = newKey();
  for (const wait of AGAIN_AFTER) {
    try {
      return await send(method, url, fields, { "Idempotency-Key": key });
    } catch {
      await pause(wait * (0.5 + Math.random()));
    }
  }
  return send(method, url, fields, { "Idempotency-Key": key });
}

/** A UUID of version 4; `crypto.randomUUID` is missing where there is no HTTPS. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Why the server refused, in its own words; ours when it had none. */
export async function reason(response, otherwise) {
  try {
    return (await response.json()).message || otherwise;
  } catch {
    return otherwise;
  }
}
