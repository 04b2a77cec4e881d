/* Asking the server: with the token of this visit, for an answer that a script understands. */

/** Milliseconds, more or less. */
const AGAIN_AFTER = [500, 1500, 4000];
/** Seconds that a server which was asked too fast is waited for. */
const LONGEST = 5;
const meta = () => document.querySelector('meta[name="csrf"]');

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Every answer of the server carries it; a captive portal's page does not, whatever status it has. */
export const isOurs = (response) => response.headers.has("x-hallway");

/** What this page may post with: the visit's name and its token. */
export const pass = () => ({ visit: meta()?.dataset.visit ?? "", csrf: meta()?.content ?? "" });

/** Posts fields, or one file as it is, as a page or a worker. */
export function post(method, url, fields, more, signal) {
  const headers = { Accept: "application/json", ...more };
  const body = fields instanceof Blob ? fields : fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value != null));
  return fetch(url, { method, headers, body, signal });
}

/** The server's answer. Rejects when there is none, or when somebody else answered in its place. */
export async function send(method, url, fields, more) {
  const response = await post(method, url, fields, { "X-CSRF": pass().csrf, ...more });
  if (!isOurs(response)) throw new TypeError("somebody else answered");
  return response;
}

/** The same, sent again while the network fails, or when it came too fast; the server knows by its key that it is meant once. */
export async function sendOnce(method, url, fields, key = newKey()) {
  for (const wait of AGAIN_AFTER) {
    try {
      const response = await send(method, url, fields, { "Idempotency-Key": key });
      if (response.status !== 429) return response;
      await pause(Math.min(Number(response.headers.get("Retry-After")) || 1, LONGEST) * 1000);
    } catch {
      await pause(wait * (0.5 + Math.random()));
    }
  }
  return send(method, url, fields, { "Idempotency-Key": key });
}

/** A UUID of version 4; `crypto.randomUUID` is missing where there is no HTTPS. */
export function newKey() {
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
