/* Asking the server: with the token of this visit, for an answer that a script understands. */

const token = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

export function send(method, url, fields) {
  const headers = { Accept: "application/json", "X-CSRF": token() };
  const body = fields && new URLSearchParams(Object.entries(fields).filter(([, value]) => value != null));
  return fetch(url, { method, headers, body });
}

/** Why the server refused, in its own words; ours when it had none. */
export async function reason(response, otherwise) {
  try {
    return (await response.json()).message || otherwise;
  } catch {
    return otherwise;
  }
}
