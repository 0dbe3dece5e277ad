/**
 * The browser that tests use.
 *
 * @module
 */
import { join } from "node:path";
import { SetUpError } from "../../tools/common/set_up.ts";

/** @throws {SetUpError} when the machine has no Chromium. */
export async function findBrowser(): Promise<string> {
  const path = await lookForBrowser();
  if (path) return path;
  throw new SetUpError(
    "Chromium is needed for this test, but it was not found: install it (`apt install chromium` on Debian) and run the command again.",
  );
}

/** @returns the path of the machine's Chromium, if it has one. */
export async function lookForBrowser(): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const path = join(folder, name);
      const info = await Deno.stat(path).catch(() => null);
      if (info?.isFile) return path;
    }
  }
  return undefined;
}
