/* Times are the event's; whoever is in another zone finds their own beside them. */

import { words } from "../words.js";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zone = () => document.querySelector("main[data-zone]")?.dataset.zone;

export function startZone() {
  document.addEventListener("htmx:after:swap", show);
  show();
}

function show() {
  if (!zone() || zone() === own) return;
  for (const time of document.querySelectorAll(".zoned time[datetime*='T']:not([data-clock])")) mark(time);
}

/** By the instant, so that a night on which clocks change makes no difference. */
function mark(time) {
  const moment = Date.parse(time.dateTime);
  const [there, here] = [told(moment, zone()), told(moment, own)];
  if (there.clock === here.clock && there.day === here.day) return;
  time.dataset.yours = words("your_time", { time: there.day === here.day ? here.clock : `${here.weekday} ${here.clock}` });
}

function told(moment, timeZone) {
  const language = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone });
  return { clock: clock.format(moment), day: day.format(moment), weekday: weekday.format(moment) };
}
