/* htmx with its extensions, as a classic script: it is begun before the modules, in a task of its own. The package
   sets `window.htmx`, which its extensions ask for; modules have it from live/htmx.js. */

import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";
import "htmx.org/dist/ext/hx-upsert.js";
