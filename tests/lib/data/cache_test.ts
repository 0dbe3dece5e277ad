import { expect } from "@std/expect";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import { readOrBuild } from "../../../lib/data/cache.ts";

const content = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const { length } = content;
// printf '\1\2\3\4\5\6\7\10' | sha256sum
const digest =
  "66840dda154e8a113c31dd0ad32f7f3a366a80e8136979d8f5a101d3d29d6f72";

Deno.test("what was built is read again, not built again", async () => {
  const path = await newPath();
  expect(await readOrBuild(path, { length, build }))
    .toStrictEqual({ bytes: content, digest });
  const file = await Deno.readFile(path);
  expect(file.subarray(0, 32).toHex()).toBe(digest);
  const again = await readOrBuild(path, { length, build: fail });
  expect(again).toStrictEqual({ bytes: content, digest });
  expect(again.bytes.byteOffset % 4).toBe(0);
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
    await readOrBuild(path, { length, build });
    const good = await Deno.readFile(path);
    await Deno.writeFile(path, apply(good));
    expect(await readOrBuild(path, { length, build }))
      .toStrictEqual({ bytes: content, digest });
    expect(await Deno.readFile(path)).toStrictEqual(good);
  });
}

Deno.test("a file of another length is built anew", async () => {
  const path = await newPath();
  await readOrBuild(path, { length, build });
  const { bytes } = await readOrBuild(path, { length: 12, build });
  expect([...bytes]).toStrictEqual([...content, 0, 0, 0, 0]);
});

Deno.test("bytes are kept by the hash that was asked for", async () => {
  const path = await newPath();
  const backwards = (bytes: Uint8Array) => sha256(bytes.toReversed());
  const made = await readOrBuild(path, { length, build, hash: backwards });
  // printf '\10\7\6\5\4\3\2\1' | sha256sum
  expect(made.digest).toBe(
    "380b980886b7a3e726b5c2776160d7842b8f139eaea1e6acf7442cdf890e6287",
  );
  expect(await readOrBuild(path, { length, build: fail, hash: backwards }))
    .toStrictEqual(made);
  await expect(readOrBuild(path, { length, build: fail })).rejects.toThrow(
    /not built/,
  );
});

Deno.test("a build that fails leaves no file", async () => {
  const path = await newPath();
  await expect(readOrBuild(path, { length, build: fail })).rejects.toThrow(
    /not built/,
  );
  await expect(Deno.stat(path)).rejects.toThrow(Deno.errors.NotFound);
});

Deno.test("where the cache cannot be written, the data are built and it is said", async () => {
  const path = await newPath();
  const folder = path.slice(0, path.lastIndexOf("/"));
  await Deno.writeTextFile(folder, "a file in the folder's place");
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  expect(await readOrBuild(path, { length, build, onNotice }))
    .toStrictEqual({ bytes: content, digest });
  expect(notices.length).toBe(1);
  expect(notices[0]!).toMatch(
    /^The cache .*item\.bin cannot be written \(.*\): the data were built, and/,
  );
});

Deno.test("a full disk loses no data and leaves no half-written file", async () => {
  const path = await newPath();
  const write = Deno.FsFile.prototype.write;
  Deno.FsFile.prototype.write = () =>
    Promise.reject(new Error("No space left on device (os error 28)"));
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  try {
    expect(await readOrBuild(path, { length, build, onNotice }))
      .toStrictEqual({ bytes: content, digest });
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  expect(notices.join()).toMatch(/cannot be written \(No space left on device/);
  const folder = path.slice(0, path.lastIndexOf("/"));
  expect(await Array.fromAsync(Deno.readDir(folder))).toStrictEqual([]);
});

Deno.test("what a killed process left is removed, what another writes is not", async () => {
  const path = await newPath();
  const folder = path.slice(0, path.lastIndexOf("/"));
  await Deno.mkdir(folder);
  for (const name of ["old.bin.1.tmp", "new.bin.2.tmp", "other.bin"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "");
  }
  const yesterday = Date.now() / 1000 - 86_400;
  await Deno.utime(`${folder}/old.bin.1.tmp`, yesterday, yesterday);
  await Deno.utime(`${folder}/other.bin`, yesterday, yesterday);
  await readOrBuild(path, { length, build });
  const left = await Array.fromAsync(Deno.readDir(folder));
  expect(left.map(({ name }) => name).sort()).toStrictEqual([
    "item.bin",
    "new.bin.2.tmp",
    "other.bin",
  ]);
});

async function newPath(): Promise<string> {
  const folder = await Deno.makeTempDir();
  addEventListener(
    "unload",
    () => Deno.removeSync(folder, { recursive: true }),
  );
  return `${folder}/cache/item.bin`;
}

function build(bytes: Uint8Array): Promise<void> {
  bytes.set(content);
  return Promise.resolve();
}

function fail(): Promise<void> {
  return Promise.reject(new Error("not built"));
}
