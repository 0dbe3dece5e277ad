/**
 * `deno task bench:page [FILE]`: opens report.html from its file in Chromium,
 * offline, and prints one line of JSON: bytes, and milliseconds until the first
 * text, until the network was ready, and for a composite (the median of 20).
 *
 * @module
 */
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { median } from "../../../../lib/base/statistics.ts";
import { projectFolder } from "../../../../lib/base/workspace.ts";
import { findBrowser } from "../../../support/browser.ts";

const file = resolve(Deno.args[0] ?? `${projectFolder}report.html`);
const { size } = await Deno.stat(file);
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  await page.waitForSelector("html[data-live=ready]");
  const measured = await page.evaluate(() => {
    // deno-lint-ignore no-explicit-any
    const { document, Event } = globalThis as any;
    const slider = document.querySelector('.slider input[type="range"]');
    const composites = Array.from({ length: 20 }, (_, index) => {
      slider.value = String(index / 20);
      const begin = performance.now();
      slider.dispatchEvent(new Event("input"));
      return performance.now() - begin;
    });
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const [ready] = performance.getEntriesByName("network-ready");
    return {
      firstText: paint!.startTime,
      ready: ready!.startTime,
      composites,
    };
  });
  console.log(JSON.stringify({
    bytes: size,
    firstText: Math.round(measured.firstText),
    ready: Math.round(measured.ready),
    composite: Math.round(median(measured.composites)),
  }));
} finally {
  await browser.close();
}
