/* htmx with its extensions, as a classic script: it is read before the modules, in a task of its own. The package
   sets `window.htmx`, which its extensions ask for; modules have it from live/htmx.js. */

import htmx from "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";
import "htmx.org/dist/ext/hx-upsert.js";

/** By itself it would begin a moment after it was read, perhaps before the modules have told it how. */
htmx.begin = htmx.initialize;
htmx.initialize = () => {};
