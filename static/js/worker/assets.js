/* Built files carry their hash in their name: once kept they are never asked for again, and those of an older release
   stay for the pages that were made with it. */

import { CacheFirst } from "workbox-strategies";

import { isOurs } from "../server.js";

const CACHE = "assets";
/** Some ten releases. */
const MOST = 300;
const AGAIN_AS_ITSELF = { ignoreVary: true };
const keptOnlyIfOurs = { cacheWillUpdate: async ({ response }) => (response.status === 200 && isOurs(response) ? response : null) };

export class Assets extends CacheFirst {
  constructor() {
    super({ cacheName: CACHE, plugins: [keptOnlyIfOurs], matchOptions: AGAIN_AS_ITSELF });
  }
}

/** What pages of this release ask for, now or when somebody touches something. `KEPT` is put in by the build. */
export async function keepAssets() {
  const cache = await caches.open(CACHE);
  await Promise.all(KEPT.map((url) => keepAsset(cache, url)));
  const others = (await cache.keys()).filter(({ url }) => !KEPT.includes(new URL(url).pathname));
  for (const old of others.slice(0, Math.max(0, KEPT.length + others.length - MOST))) await cache.delete(old, AGAIN_AS_ITSELF);
}

async function keepAsset(cache, url) {
  if (await cache.match(url, AGAIN_AS_ITSELF)) return;
  const response = await fetch(url);
  if (response.status !== 200 || !isOurs(response)) throw new Error(`no ${url}`);
  await cache.put(url, response);
}
