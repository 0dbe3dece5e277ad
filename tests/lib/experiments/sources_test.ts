import { expect } from "@std/expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { hashModules } from "../../../lib/base/modules.ts";
import { projectFolder } from "../../../lib/base/workspace.ts";
import { sourceRoots, sourcesOf } from "../../../lib/experiments/sources.ts";

Deno.test("code that changed since it was loaded is refused, a comment is not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const plan = join(folder, "plan.ts");
    const rate = join(folder, "rate.ts");
    await Deno.writeTextFile(plan, 'export { rate } from "./rate.ts";\n');
    await Deno.writeTextFile(rate, "export const rate = 0.1;\n");
    const { href } = pathToFileURL(plan);
    const loaded = await sourcesOf(href);
    await Deno.writeTextFile(rate, "// Found.\nexport const rate = 0.1;\n");
    expect(await sourcesOf(href)).toBe(loaded);
    await Deno.writeTextFile(rate, "export const rate = 0.2;\n");
    await expect(sourcesOf(href)).rejects.toThrow(
      /^The code in lib\/ changed since this kernel loaded it: restart the kernel/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Modules that decide what a joint training gives, and some that do not. */
const decides = [
  "base/random.ts",
  "base/statistics.ts",
  "data/images.ts",
  "experiments/joint_training.ts",
  "model/autoencoder.ts",
  "model/batch_normalization.ts",
  "model/confusion.ts",
  "model/convolution.ts",
  "model/evaluation.ts",
  "model/gradient_conflict.ts",
  "model/layers.ts",
  "model/losses.ts",
  "model/network.ts",
  "model/noise.ts",
  "model/objective.ts",
  "model/optimizer.ts",
  "model/reconstruction.ts",
  "model/training.ts",
  "model/upsampled_convolution.ts",
];
const decidesNot = [
  "experiments/assignment.ts",
  "experiments/weights.ts",
  "analysis/arithmetic.ts",
  "figures/learning_curves.ts",
  "notebook/prose.ts",
];

Deno.test("a run's key changes with each module that decides it, and with no other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const copy = new URL(`${pathToFileURL(folder).href}/`);
    for (const path of modulesOf("lib")) {
      const to = new URL(path, copy);
      await Deno.mkdir(new URL(".", to), { recursive: true });
      await Deno.copyFile(join(projectFolder, path), to);
    }
    const { roots, except } = sourceRoots(
      pathToFileURL(join(projectFolder, "lib/experiments/joint_training.ts"))
        .href,
    );
    const original = pathToFileURL(projectFolder).href;
    const inCopy = (urls: URL[]) =>
      urls.map(({ href }) => new URL(href.slice(original.length), copy));
    const hash = () => hashModules(inCopy(roots), { except: inCopy(except) });
    const before = await hash();
    const changes = async (path: string) => {
      const file = new URL(`lib/${path}`, copy);
      const source = await Deno.readTextFile(file);
      await Deno.writeTextFile(file, `${source}\nexport const added = 1;\n`);
      const after = await hash();
      await Deno.writeTextFile(file, source);
      return after !== before;
    };
    const changed: string[] = [];
    for (const path of [...decides, ...decidesNot]) {
      if (await changes(path)) changed.push(path);
    }
    expect(changed).toEqual(decides);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function modulesOf(folder: string): string[] {
  return [...Deno.readDirSync(join(projectFolder, folder))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? modulesOf(path) : [path];
  });
}
