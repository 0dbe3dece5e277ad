/**
 * `deno task docs:page`: takes the README's pictures of report.html, opened from
 * its file in Chromium, offline: light, dark, on a narrow screen and in print.
 *
 * @module
 */
import { join } from "node:path";
import { chromium } from "playwright-core";
import { projectFolder } from "../../../../lib/base/workspace.ts";
import { findBrowser } from "../../../support/browser.ts";

const pictures = [
  { name: "page", width: 1100, height: 760, at: "#live-arithmetic" },
  { name: "page-dark", width: 1100, height: 760, at: ".map", dark: true },
  { name: "page-narrow", width: 420, height: 760, at: "#live-reconstruction" },
  { name: "page-print", width: 800, height: 760, at: "main", print: true },
];

const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const { name, width, height, at, dark, print } of pictures) {
    const context = await browser.newContext({
      offline: true,
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
    });
    const page = await context.newPage();
    await page.goto(`file://${projectFolder}report.html`);
    await page.waitForSelector("html[data-live=ready]");
    await page.waitForSelector("#pieces[aria-busy=false]");
    if (print) await page.emulateMedia({ media: "print" });
    await page.locator(at).evaluate((element) =>
      (element as unknown as { scrollIntoView(): void }).scrollIntoView()
    );
    await page.screenshot({ path: join(projectFolder, "docs", `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
}
