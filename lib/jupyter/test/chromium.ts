import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium lies, if it is there. */
export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!CHROMIUM) console.log("not run: no Chromium");

/** Starts Chromium, which asks for nothing by itself. */
export function launchChromium(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: [...args, "--disable-component-update", "--disable-sync"],
  });
}

/** In the page: texts whose colour is too near to what lies behind them, by WCAG 2's formula. */
export const LOW_CONTRAST = `(() => {
  const pixels = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    pixels.clearRect(0, 0, 1, 1);
    pixels.fillStyle = color;
    pixels.fillRect(0, 0, 1, 1);
    return [...pixels.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const low = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest("script, style, noscript, svg, .canvas, [style]") || !e.checkVisibility({ opacityProperty: true })) continue;
    let opacity = 1;
    for (let up = e; up; up = up.parentElement) opacity *= getComputedStyle(up).opacity;
    const [paper, ink] = [behind(e), rgb(getComputedStyle(e).color)];
    const [a, b] = [light(paper), light(ink.map((c, k) => c * opacity + paper[k] * (1 - opacity)))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.add(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return [...low];
})()`;
