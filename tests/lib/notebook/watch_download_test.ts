import assert from "node:assert/strict";
import { Kernel } from "../../../tools/kernel/kernel.ts";
import type { KernelOutput } from "../../../tools/kernel/messages.ts";

Deno.test("in a notebook a download is one line that is replaced in place", async () => {
  const half = new Uint8Array(1_500_000);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      new Response(
        new ReadableStream<Uint8Array>({
          async start(controller) {
            controller.enqueue(half);
            // Longer than the least time between two displays.
            await new Promise((resolve) => setTimeout(resolve, 600));
            controller.enqueue(half);
            controller.close();
          },
        }),
        { headers: { "Content-Length": "3000000" } },
      ),
  );
  const folder = await Deno.makeTempDir();
  try {
    await using kernel = await Kernel.start({ folder: "tests" });
    const outputs: KernelOutput[] = [];
    const error = await kernel.execute(
      `import { download } from "../lib/data/download.ts";
       import { watchDownload } from "../lib/notebook/watch_download.ts";
       await download("http://127.0.0.1:${server.addr.port}/", {
         to: ${JSON.stringify(`${folder}/file`)},
         ...watchDownload(),
       });`,
      (output) => outputs.push(output),
    );
    assert.equal(error, undefined);
    const displays = outputs.filter((output) => output.type !== "stream");
    assert.equal(displays.length, outputs.length);
    const [first, ...others] = displays.map(({ type }) => type);
    assert.equal(first, "display_data");
    assert.deepEqual([...new Set(others)], ["update_display_data"]);
    assert.equal(new Set(displays.map(({ displayId }) => displayId)).size, 1);
    assert.ok(displays.length <= 4); // Not one for each piece that came.
    assert.deepEqual(displays.at(-1)!.data, {
      "text/plain": "3.0 of 3.0 MB downloaded",
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
