/* Whether anything waits on this device, known without opening the database: most pages never need the queue's code. */

export const NAME = "hallway:waits";

export function noteWaits(count) {
  try {
    count ? localStorage.setItem(NAME, count) : localStorage.removeItem(NAME);
  } catch {
    // Without storage nothing waits longer than its page.
  }
}

export function mayWait() {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return true;
  }
}
