/* Runs in pages of others: puts a frame with the schedule in the place of its own tag, as tall as what is in it, and
   light or dark as the page around it is. */

(() => {
  const tag = document.currentScript ?? document.querySelector("script[src$='/widget.js']");
  const home = new URL(tag.src);
  const frame = document.createElement("iframe");
  const source = new URL(home.pathname.replace(/\.js$/, ""), home);
  if (tag.dataset.show) source.searchParams.set("show", tag.dataset.show);
  const theme = tag.dataset.theme ?? schemeOf(tag.parentElement ?? document.documentElement);
  if (theme) source.searchParams.set("theme", theme);
  frame.src = source;
  frame.title = tag.title || "Hallway";
  frame.style.cssText = "display: block; inline-size: 100%; block-size: 30rem; border: 0;";
  tag.replaceWith(frame);

  addEventListener("message", (event) => {
    const height = Number(event.data?.hallwayHeight);
    if (event.source !== frame.contentWindow || event.origin !== home.origin || !(height > 0)) return;
    frame.style.blockSize = `${Math.min(Math.ceil(height), 20_000)}px`;
  });

  /** A page that says nothing is light; one that likes both leaves it to the device. */
  function schemeOf(element) {
    const likes = getComputedStyle(element).colorScheme.split(" ");
    if (likes.includes("dark")) return likes.includes("light") ? "" : "dark";
    return "light";
  }
})();
