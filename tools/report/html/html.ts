/**
 * The report as one page, `report.html`, that works without a server and
 * without the network, and in which the trained network runs.
 *
 * @module
 */
import { deflateSync } from "fflate";
import type { Renderer } from "../chapter.ts";
import { renderBody } from "./body.ts";
import { bundleScript } from "./bundle_script.ts";
import { cannotRun, collectData } from "./collect_data.ts";
import { livePart } from "./live_parts.ts";
import { pack } from "./pack.ts";
import { renderPage } from "./page.ts";

/** Readers mail the page and open it from slow disks. */
const mostBytes = 8_000_000;

/**
 * Makes the page. The same report gives the same bytes.
 *
 * @param runs Folder of the trained runs.
 * @returns What takes a report and the folder that its figures' paths are
 * relative to. It throws an error in one sentence that names the cell of a figure
 * whose file is missing, of a formula that is not understood, and of an image or
 * HTML in the text; and when weights are damaged or the page becomes too large.
 */
export function htmlRenderer(runs: string): Renderer {
  return async (report, folder) => {
    // Pictures are compressed on other threads while networks run here.
    const [body, data] = await Promise.all([
      renderBody(report, folder),
      collectData(report, runs),
    ]);
    const isLive = typeof data !== "string";
    const reason = isLive ? undefined : data;
    const joint = isLive && data.joint.length > 0 ? undefined : reason ??
      cannotRun;
    const page = renderPage({
      report,
      body,
      css: await Deno.readTextFile(new URL("page.css", import.meta.url)),
      script: await bundleScript(new URL("browser/start.ts", import.meta.url)),
      live: new Map([
        ["reconstructions", livePart("reconstruction", reason)],
        ["joint-reconstructions", livePart("joint", joint)],
        ["arithmetic-cat", livePart("arithmetic", reason)],
      ]),
      ...isLive
        ? { data: deflateSync(pack(data), { level: 6 }).toBase64() }
        : {},
    });
    const bytes = new TextEncoder().encode(page);
    if (bytes.length > mostBytes) {
      throw new Error(
        `report.html would have ${bytes.length} bytes, more than ${mostBytes}: show fewer or smaller pictures, or a smaller network.`,
      );
    }
    return bytes;
  };
}
