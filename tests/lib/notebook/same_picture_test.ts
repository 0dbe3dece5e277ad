import { expect } from "@std/expect";
import sharp from "sharp";
import { earlierIfSame } from "../../../lib/notebook/same_picture.ts";

/** A picture of 3x2 pixels, all of one grey but for the last. */
function picture(last: number, width = 3) {
  const pixels = new Uint8Array(width * 2 * 3).fill(100);
  pixels[pixels.length - 1] = last;
  return sharp(pixels, { raw: { width, height: 2, channels: 3 } }).png()
    .toBuffer();
}

Deno.test("a picture that differs by rounding is the earlier one, any other is new", async () => {
  const path = await Deno.makeTempFile({ suffix: ".png" });
  try {
    const earlier = await picture(100);
    await Deno.writeFile(path, earlier);
    const bytes = async (png: Uint8Array) => [
      ...await earlierIfSame(png, path),
    ];
    for (const last of [98, 99, 101, 102]) {
      expect(await bytes(await picture(last))).toEqual([...earlier]);
    }
    for (const other of [await picture(103), await picture(100, 4)]) {
      expect(await bytes(other)).toEqual([...other]);
    }
    const now = await picture(101);
    await Deno.writeTextFile(path, "damaged");
    expect(await bytes(now)).toEqual([...now]);
    await Deno.remove(path);
    expect(await bytes(now)).toEqual([...now]);
  } finally {
    await Deno.remove(path).catch(() => {});
  }
});
