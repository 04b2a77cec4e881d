/* The slider over the day: each moment is fetched once and kept; the page itself works without. */

const DAY = 30_000;
const QUICKEST = 120;

export function startReplay(form) {
  const slider = form.elements.n;
  const play = form.querySelector("[data-play]");
  const seen = new Map();
  let wanted = slider.value;
  let timer = 0;

  form.querySelector("button:not([type])").hidden = true;
  play.hidden = false;
  slider.addEventListener("input", () => show(slider.value));
  play.addEventListener("click", () => (timer ? pause() : run()));

  async function show(n) {
    wanted = n;
    if (!seen.has(n)) seen.set(n, fetchMoment(n));
    const then = await seen.get(n);
    if (!then) return seen.delete(n);
    if (wanted !== n) return;
    document.getElementById("as-it-was").replaceWith(then.cloneNode(true));
    form.querySelector("output").textContent = then.dataset.shown;
    slider.setAttribute("aria-valuetext", then.dataset.shown);
  }

  function run() {
    if (slider.value === slider.max) slider.value = 0;
    play.setAttribute("aria-pressed", "true");
    const pace = Math.max(QUICKEST, DAY / Math.max(1, slider.max));
    timer = setInterval(async () => {
      slider.stepUp();
      await show(slider.value);
      if (slider.value === slider.max) pause();
    }, pace);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
  }
}

async function fetchMoment(n) {
  try {
    const response = await fetch(`?n=${n}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return document.adoptNode(page.getElementById("as-it-was"));
  } catch {
    return null;
  }
}
