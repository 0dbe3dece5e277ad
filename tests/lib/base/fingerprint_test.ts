import { expect } from "@std/expect";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import { hashModules } from "../../../lib/base/modules.ts";
import { projectFolder } from "../../../lib/base/workspace.ts";

Deno.test("the hash of text is that of its UTF-8 bytes", () => {
  // FIPS 180-2, example B.1.
  const expected =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(sha256("abc")).toBe(expected);
  expect(sha256(Uint8Array.of(97, 98, 99))).toBe(expected);
});

Deno.test("a module's fingerprint changes with what it imports, however far away", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${folder}/${name}`, text);
  const fingerprint = () => hashModules([new URL(`file://${folder}/a.ts`)]);
  await write("a.ts", 'import { b } from "./b.ts";\nimport "./d.ts";\nb;\n');
  await write("b.ts", 'export { c as b } from "./c.ts";\n');
  await write("c.ts", 'import { b } from "./b.ts";\nexport const c = 1;\n');
  await write("d.ts", "");
  await write("unrelated.ts", "");
  const before = await fingerprint();
  await write("unrelated.ts", "changed");
  expect(await fingerprint()).toBe(before);
  await write("c.ts", "export const c = 2;\n");
  const after = await fingerprint();
  expect(after).not.toBe(before);
  await write("d.ts", "console.log(1);");
  expect(await fingerprint()).not.toBe(after);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a module that is left out does not count", async () => {
  const folder = await Deno.makeTempDir();
  const root = new URL(`file://${folder}/a.ts`);
  await Deno.writeTextFile(root, 'import "./b.ts";\n');
  await Deno.writeTextFile(`${folder}/b.ts`, "");
  const before = await hashModules([root], { except: [new URL("b.ts", root)] });
  await Deno.writeTextFile(`${folder}/b.ts`, "changed");
  expect(await hashModules([root], { except: [new URL("b.ts", root)] })).toBe(
    before,
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a fingerprint does not depend on where the clone lies", async () => {
  const fingerprints = [];
  for (let clone = 0; clone < 2; clone++) {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/a.ts`, "export const a = 1;\n");
    fingerprints.push(
      await hashModules([new URL(`file://${folder}/a.ts`)]),
    );
    await Deno.remove(folder, { recursive: true });
  }
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

Deno.test("comments and types do not change what a module means", async () => {
  const folder = await Deno.makeTempDir();
  const root = new URL(`file://${folder}/a.ts`);
  const hashOf = async (source: string) => {
    await Deno.writeTextFile(root, source);
    return await hashModules([root]);
  };
  const plain = await hashOf("export const a = 1;\n");
  expect(await hashOf("// Why.\nexport const a: number = 1;\n")).toBe(plain);
  expect(await hashOf("export const a = 2;\n")).not.toBe(plain);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what was found in a module is kept on disk, and damaged notes count for nothing", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/lib/base`, { recursive: true });
  for (const name of ["fingerprint.ts", "modules.ts", "workspace.ts"]) {
    await Deno.copyFile(
      `${projectFolder}lib/base/${name}`,
      `${folder}/lib/base/${name}`,
    );
  }
  await Deno.writeTextFile(`${folder}/a.ts`, "export const a = 1;\n");
  await Deno.writeTextFile(
    `${folder}/script.ts`,
    `import { hashModules } from "./lib/base/modules.ts";
    console.log(await hashModules([new URL("a.ts", import.meta.url)]));`,
  );
  const hashAnew = async () => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", "--config", `${projectFolder}deno.json`],
        ...["--allow-env", "--allow-read", "--allow-write"],
        `${folder}/script.ts`,
      ],
    }).output();
    const [output, errors] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    expect(output || errors).toMatch(/^[0-9a-f]{64}\n$/);
    return output;
  };
  const first = await hashAnew();
  const [{ name }] = await Array.fromAsync(
    Deno.readDir(`${folder}/data/cache`),
  ) as [Deno.DirEntry];
  const path = `${folder}/data/cache/${name}`;
  const notes = await Deno.readTextFile(path);
  expect(await hashAnew()).toBe(first);

  // Other notes give another hash: they are what was read.
  const other = notes.split("\n")[1]!.replace(/"meaning":"./, '"meaning":"-');
  await Deno.writeTextFile(path, `${sha256(other)}\n${other}`);
  expect(await hashAnew()).not.toBe(first);

  await Deno.writeTextFile(path, notes.slice(0, -1));
  expect(await hashAnew()).toBe(first);
  expect(await Deno.readTextFile(path)).toBe(notes);
  await Deno.remove(folder, { recursive: true });
});
