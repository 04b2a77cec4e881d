/* What one writes in on this device: the editor that makes Markdown visible, or the browser's own text area. */

const PLAIN = "plain-note";

/** A browser that keeps nothing has the editor. */
export function isPlain() {
  try {
    return localStorage.getItem(PLAIN) === "1";
  } catch {
    return false;
  }
}

/** The page comes again as it was chosen; the words are on this device, or still in the form. */
export function startChoosing(note) {
  const button = note.querySelector("[data-plain]");
  button.hidden = false;
  button.setAttribute("aria-pressed", isPlain());
  button.addEventListener("click", () => {
    choose(!isPlain());
    location.reload();
  });
}

function choose(plain) {
  try {
    if (plain) localStorage.setItem(PLAIN, "1");
    else localStorage.removeItem(PLAIN);
  } catch {
    // Private windows of some browsers keep nothing.
  }
}
