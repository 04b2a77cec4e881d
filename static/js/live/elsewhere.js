/* Beside times of the event's zone, what the clock says where the reader is. */

import "../live.js";
import { words } from "../words.js";

export function showYours(times) {
  const language = document.documentElement.lang;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
  for (const time of times) {
    const moment = Date.parse(time.dateTime);
    const isSameDay = time.dateTime.startsWith(day.format(moment));
    time.dataset.yours = words("your_time", { time: `${isSameDay ? "" : `${weekday.format(moment)} `}${clock.format(moment)}` });
  }
}
