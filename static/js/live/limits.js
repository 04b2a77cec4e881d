/* How much still fits into a field, said once it is nearly full; more than that may be typed and pasted, and is not taken. */

const NEAR = 20;

export function startLimits() {
  for (const count of document.querySelectorAll("[data-left-of]")) {
    const field = document.getElementById(count.dataset.leftOf);
    if (!field) continue;
    field.addEventListener("input", () => say(count, field.value));
    say(count, field.value);
  }
}

function say(count, text) {
  const { limit, left, over } = count.dataset;
  const rest = limit - lengthOf(text);
  count.toggleAttribute("data-too-long", rest < 0);
  count.textContent = rest > NEAR ? "" : rest < 0 ? over.replace("{count}", -rest) : left.replace("{count}", rest);
}

/** As the server counts a line: blanks folded, a sign outside the basic plane as one. */
const lengthOf = (text) => Array.from(text.trim().replace(/\s+/g, " ")).length;
