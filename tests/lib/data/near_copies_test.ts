import { expect } from "@std/expect";
import sharp from "sharp";
import {
  facesAndHeroes,
  type Graphics,
  pictureFiles,
  readCatalogue,
  selectPictures,
  textColumn,
} from "../../../lib/data/catalogue.ts";
import { type PictureFile, readImages } from "../../../lib/data/images.ts";
import {
  joinNearCopies,
  thumbnail,
  thumbnailSize,
} from "../../../lib/data/near_copies.ts";

const faces = await facesOf("google");

for (const graphics of ["google", "twitter"] as const) {
  Deno.test(`no two faces of ${graphics} with different names are taken for one`, async () => {
    const { files, groups } = await facesOf(graphics);
    const joined = joinNearCopies(await thumbnails(files), groups);
    expect(joined.copies).toBe(0);
    expect(joined.groups).toStrictEqual(groups);
  });
}

const savings: Record<string, (picture: sharp.Sharp) => sharp.Sharp> = {
  "saved as it is": (it) => it.png(),
  "as JPEG of quality 75": (it) =>
    it.flatten({ background: "#fff" }).jpeg({ quality: 75 }),
  "in 16 colours": (it) => it.png({ palette: true, colours: 16 }),
  "at half the size": (it) => it.resize(32).png(),
  "at 2.5 times the size": (it) => it.resize(160).png(),
};
for (const [what, save] of Object.entries(savings)) {
  Deno.test(`a face ${what} under another name joins its original`, async () => {
    const originals = faces.files.slice(0, 40);
    const groups = faces.groups.slice(0, 40);
    const copies = await Promise.all(
      originals.map(async (file) => ({
        name: file,
        bytes: await save(sharp(file)).toBuffer(),
      })),
    );
    const joined = joinNearCopies(
      await thumbnails([...originals, ...copies]),
      [...groups, ...copies.map((_, row) => `copy ${row}`)],
    );
    expect(joined.groups).toStrictEqual([...groups, ...groups]);
    expect(joined.copies).toBe(80);
  });
}

Deno.test("groups are joined over several steps, under their first name", () => {
  const grey = (level: number) => new Float32Array(12).fill(level);
  // By hand: 0.03 squared is 0.0009, 0.04 squared 0.0016, above the threshold.
  const levels = [0.5, 0.9, 0.53, 0.1, 0.56, 0.94];
  const { groups, copies } = joinNearCopies(
    levels.map(grey),
    ["b", "x", "a", "a", "c", "y"],
  );
  expect(groups).toStrictEqual(["b", "x", "b", "b", "b", "y"]);
  expect(copies).toBe(3);
});

Deno.test("near pictures of one group are no copies of another", () => {
  const same = new Float32Array(12).fill(0.5);
  expect(joinNearCopies([same, same], ["a", "a"])).toStrictEqual({
    groups: ["a", "a"],
    copies: 0,
  });
});

async function facesOf(graphics: Graphics) {
  const catalogue = selectPictures(
    await readCatalogue(graphics),
    facesAndHeroes,
  );
  return {
    files: pictureFiles(catalogue, graphics),
    groups: textColumn(catalogue, "group"),
  };
}

async function thumbnails(files: PictureFile[]) {
  const images = await readImages(files, {
    height: thumbnailSize,
    width: thumbnailSize,
  });
  return files.map((_, row) => thumbnail(images, row));
}
