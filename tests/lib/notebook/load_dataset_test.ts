import { expect } from "@std/expect";
import { Kernel } from "../../../tools/kernel/kernel.ts";

Deno.test("a cell says that the pictures cannot be kept, and loads them", async () => {
  await using kernel = await Kernel.start({ folder: "tests" });
  const outputs: string[] = [];
  const error = await kernel.execute(
    `
    const { loadDataset } = await import("../lib/notebook/mod.ts");
    const { smallDataset } = await import("./support/small_dataset.ts");
    Deno.FsFile.prototype.write = () =>
      Promise.reject(new Error("No space left on device"));
    const seed = 123456; // Nothing else has it in the cache.
    const { train } = await loadDataset({ ...smallDataset, seed });
    console.log(train.images.count);`,
    (output) => outputs.push(JSON.stringify(output)),
  );
  expect(error).toBe(undefined);
  expect(outputs[0]!).toMatch(
    /The cache .* cannot be written \(No space left on device\)/,
  );
  expect(outputs[1]!).toMatch(/Data set [0-9a-f]{12}/);
  expect(outputs[2]!).toContain("240");
});
