import { expect } from "@std/expect";
import { join } from "node:path";
import { SourceWatch } from "../../../tools/kernel/source_watch.ts";

Deno.test("a change of lib/ is told once, after a cell has imported it", async () => {
  const project = await Deno.makeTempDir();
  try {
    const watch = new SourceWatch(project);
    const path = join(project, "lib", "model", "loss.ts");
    await Deno.mkdir(join(project, "lib", "model"), { recursive: true });
    await Deno.writeTextFile(path, "export const a = 1;");
    expect(await watch.findChanged("1 + 1")).toBe(undefined);
    const importing = 'import "emoji-autoencoder";';
    expect(await watch.findChanged(importing)).toBe(undefined);
    const later = new Date(Date.now() + 5000);
    await Deno.utime(path, later, later);
    expect(await watch.findChanged("a")).toBe(undefined);
    await Deno.writeTextFile(path, "export const a = 2;");
    expect(await watch.findChanged("a")).toBe(
      "lib/model/loss.ts changed, but this kernel still runs the old code: restart it to use the new.",
    );
    expect(await watch.findChanged("a")).toBe(undefined);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});
