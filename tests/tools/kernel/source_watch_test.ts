import assert from "node:assert/strict";
import { join } from "node:path";
import { SourceWatch } from "../../../tools/kernel/source_watch.ts";

Deno.test("a change of lib/ is told once, after a cell has imported it", async () => {
  const project = await Deno.makeTempDir();
  try {
    const watch = new SourceWatch(project);
    const path = join(project, "lib", "model", "loss.ts");
    await Deno.mkdir(join(project, "lib", "model"), { recursive: true });
    await Deno.writeTextFile(path, "export const a = 1;");
    assert.equal(await watch.findChanged("1 + 1"), undefined);
    const importing = 'import "emoji-autoencoder";';
    assert.equal(await watch.findChanged(importing), undefined);
    const later = new Date(Date.now() + 5000);
    await Deno.utime(path, later, later);
    assert.equal(await watch.findChanged("a"), undefined, "the same text");
    await Deno.writeTextFile(path, "export const a = 2;");
    assert.equal(
      await watch.findChanged("a"),
      "lib/model/loss.ts changed, but this kernel still runs the old code: restart it to use the new.",
    );
    assert.equal(await watch.findChanged("a"), undefined);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});
