/**
 * Runs `live_in_browser.ts` where there is a Chromium; elsewhere the test's name
 * says that it was not run.
 */
import { expect } from "@std/expect";
import { projectFolder } from "../../../../lib/base/workspace.ts";
import { lookForBrowser } from "../../../support/browser.ts";

const hasBrowser = await lookForBrowser() !== undefined;

Deno.test({
  name: `the page computes, obeys keys and is accessible in Chromium${
    hasBrowser ? "" : " (not run: no Chromium on this machine)"
  }`,
  ignore: !hasBrowser,
  async fn() {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "--quiet", "--no-check", "--allow-all"],
        "tests/tools/report/html/live_in_browser.ts",
      ],
      cwd: projectFolder,
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    const said = decoder.decode(stdout) + decoder.decode(stderr);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/ok \| 6 passed \| 0 failed/),
    });
  },
});
