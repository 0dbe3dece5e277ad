import assert from "node:assert/strict";
import { readOrBuild } from "../../../lib/data/cache.ts";

const content = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
// printf '\1\2\3\4\5\6\7\10' | sha256sum
const digest =
  "66840dda154e8a113c31dd0ad32f7f3a366a80e8136979d8f5a101d3d29d6f72";

Deno.test("what was built is read again, not built again", async () => {
  const path = await newPath();
  const first = await readOrBuild(path, build());
  assert.deepEqual(first.bytes, content);
  assert.equal(first.digest, digest);
  const second = await readOrBuild(path, fail);
  assert.deepEqual(second.bytes, content);
  assert.equal(second.digest, digest);
  assert.equal(second.bytes.byteOffset % 4, 0);
});

const damages: Record<string, (file: Uint8Array) => Uint8Array> = {
  "is cut off": (file) => file.subarray(0, file.length - 1),
  "is empty": () => new Uint8Array(),
  "has a changed byte": (file) => file.with(35, 0),
  "has a changed hash": (file) => file.with(0, file[0]! ^ 1),
};
for (const [damage, apply] of Object.entries(damages)) {
  Deno.test(`a file that ${damage} is built anew and replaced`, async () => {
    const path = await newPath();
    await readOrBuild(path, build());
    const good = await Deno.readFile(path);
    await Deno.writeFile(path, apply(good));
    const again = await readOrBuild(path, build());
    assert.deepEqual(again.bytes, content);
    assert.deepEqual(await Deno.readFile(path), good);
  });
}

Deno.test("a build that fails leaves no file", async () => {
  const path = await newPath();
  await assert.rejects(readOrBuild(path, fail), /not built/);
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

Deno.test("what cannot be read is an error, not a reason to build", async () => {
  const path = await newPath();
  await Deno.mkdir(path, { recursive: true }); // a folder in its place
  await assert.rejects(readOrBuild(path, fail), /directory/i);
});

async function newPath(): Promise<string> {
  const folder = await Deno.makeTempDir();
  addEventListener(
    "unload",
    () => Deno.removeSync(folder, { recursive: true }),
  );
  return `${folder}/cache/item.bin`;
}

function build() {
  return () => Promise.resolve(content);
}

function fail(): Promise<Uint8Array> {
  return Promise.reject(new Error("not built"));
}
