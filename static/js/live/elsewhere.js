/* Beside each time of the event's zone, what the clock says where the reader is. */

import "../live.js";
import { words } from "../words.js";

export function showYours(there, here) {
  for (const time of document.querySelectorAll(".zoned time[datetime*='T']:not([data-clock])")) mark(time, there, here);
}

/** By the instant, so that a night on which clocks change makes no difference. */
function mark(time, there, here) {
  const moment = Date.parse(time.dateTime);
  const [theirs, yours] = [told(moment, there), told(moment, here)];
  if (theirs.clock === yours.clock && theirs.day === yours.day) return;
  const day = theirs.day === yours.day ? "" : `${yours.weekday} `;
  time.dataset.yours = words("your_time", { time: day + yours.clock });
}

function told(moment, timeZone) {
  const language = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone });
  return { clock: clock.format(moment), day: day.format(moment), weekday: weekday.format(moment) };
}
