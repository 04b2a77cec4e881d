/* The wall of the hall: a day larger than the screen turns its pages, and the page outlives networks and sleep. */

import "./live.js";
import { startPages } from "./live/pages.js";
import { startWaking } from "./live/waking.js";

startPages();
startWaking(document.querySelector("main[data-revision]"));
