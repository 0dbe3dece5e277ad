/**
 * The report as one page, `report.html`, that works without a server and
 * without the network.
 *
 * @module
 */
import type { Report } from "../document.ts";
import { renderBody } from "./body.ts";
import { bundleScript } from "./bundle_script.ts";
import { renderPage } from "./page.ts";

/**
 * Makes the page. The same report gives the same bytes.
 *
 * @param folder What the paths of figures are relative to.
 * @throws {Error} in one sentence that names the cell of a figure whose file is
 * missing, of a formula that is not understood, and of an image or HTML in the
 * text.
 */
export async function makeHtml(
  report: Report,
  folder: string,
): Promise<Uint8Array> {
  const page = renderPage({
    report,
    body: await renderBody(report, folder),
    css: await Deno.readTextFile(new URL("page.css", import.meta.url)),
    script: await bundleScript(new URL("browser/start.ts", import.meta.url)),
    live: new Map(),
  });
  return new TextEncoder().encode(page);
}
