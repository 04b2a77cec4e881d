/*
 * The service worker: pages that were seen open without network, built files come from this device, and what waits is
 * sent when the network is back although no page is open. It never takes the place of an older one under open pages.
 */

import { enable } from "workbox-navigation-preload";
import { registerRoute } from "workbox-routing";

import { sendAll, CHANNEL } from "./offline/sender.js";
import { Assets, keepAssets } from "./worker/assets.js";
import { forget, keepIfOurs, SeenPages, warm } from "./worker/pages.js";

const ours = (url) => url.origin === location.origin;
const asksForPage = ({ method, headers }) => method === "GET" && headers.get("accept")?.includes("text/html");

registerRoute(({ url }) => ours(url) && url.pathname.startsWith("/static/"), new Assets());
registerRoute(({ url, request }) => ours(url) && request.mode === "navigate", new SeenPages());
registerRoute(({ url, request }) => ours(url) && request.mode !== "navigate" && asksForPage(request), fetchAndKeep);

enable();
addEventListener("install", (event) => event.waitUntil(keepAssets().then(() => warm([]))));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => event.waitUntil(sendOrComeBack()));
addEventListener("message", (event) => {
  if (event.data?.warm) event.waitUntil(warm(event.data.warm));
  if (event.data?.forget) forget();
  if (event.data?.takeOver) event.waitUntil(takeOverIfAlone());
});

/** A page that brings itself up to date: its answer is kept, but an old one is no use to it. */
async function fetchAndKeep({ request, event }) {
  const response = await fetch(request);
  event.waitUntil(keepIfOurs(request.url, response.clone()));
  return response;
}

/** The one page that is open asks for it as it loads: nobody has typed anything yet. */
async function takeOverIfAlone() {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length <= 1) await skipWaiting();
}

/** The browser tries again later when this fails. */
async function sendOrComeBack() {
  const channel = new BroadcastChannel(CHANNEL);
  const how = await sendAll((outcome) => channel.postMessage(outcome));
  channel.close();
  if (how !== true) throw new Error(`not sent: ${how}`);
}
