/*
 * Pages that stay true by themselves: htmx with its socket, what is mine, and the clock. Each script of such a page
 * begins with this, so that all that they share comes in one file: several cost a phone more in journeys than in bytes.
 */

import htmx from "./live/htmx.js";
import "htmx.org/dist/ext/hx-ws.js";
import "htmx.org/dist/ext/hx-upsert.js";

import "./menus.js";
import "./offline/age.js";
import "./offline/waits.js";
import { startClock } from "./live/clock.js";
import { startCounts } from "./live/counts.js";
import { startDock } from "./live/dock.js";
import { startFeet } from "./live/feet.js";
import { startLimits } from "./live/limits.js";
import { startLine } from "./live/line.js";
import { startNews } from "./live/news.js";
import { startNotices } from "./live/notices.js";
import { startMine } from "./live/mine.js";
import { startSocket } from "./live/socket.js";
import { startStars } from "./live/stars.js";
import { keepWhatIsOurs } from "./live/swaps.js";
import { startToday } from "./live/today.js";
import { startTouched } from "./live/touched.js";
import { keepWhatIsTyped } from "./live/typing.js";
import { startZone } from "./live/zone.js";
import { startOffline } from "./offline/start.js";

htmx.config.history = false;
htmx.config.ws = { reconnectDelay: 1000, reconnectMaxDelay: 5000, reconnectJitter: 1 };

keepWhatIsOurs();
keepWhatIsTyped();
startMine();
startStars();
startCounts();
startDock();
startClock();
startNotices();
startNews();
startToday();
startTouched();
startOffline(() => import("./live/waiting.js"));
startFeet();
startZone();
startLimits();

const main = document.querySelector("main[data-revision]");
if (main) {
  startLine(main);
  startSocket(main);
}

htmx.begin();
