/* What somebody chose for this device. A browser that keeps nothing, as private windows of some do, has none of it. */

export function isChosen(name) {
  try {
    return localStorage.getItem(name) === "1";
  } catch {
    return false;
  }
}

/** Whether it will be known next time. */
export function choose(name, chosen) {
  try {
    if (chosen) localStorage.setItem(name, "1");
    else localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}
