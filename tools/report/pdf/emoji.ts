/**
 * Emoji in the texts of the PDF: Noto's pictures, since a PDF's fonts have one
 * colour.
 *
 * @module
 */
import { type Typst, typstList, typstString } from "./typst.ts";

/** Any emoji of Unicode: flags, keycaps and joined ones are one each. */
const emoji = /\p{RGI_Emoji}/gv;

/**
 * Gives the compiler the picture of each emoji of a text.
 *
 * @returns the emoji with their files and names, for `with-emoji` of `report.typ`.
 */
export async function addEmoji(typst: Typst, text: string): Promise<string> {
  const found = new Set(text.match(emoji) ?? []);
  if (found.size === 0) return typstList([]);
  const names = await readNames();
  const shown: string[] = [];
  for (const sign of found) {
    const image = fileNames(sign).find((name) => names.has(name));
    if (!image) continue; // The compiler says that no font has it.
    const file = `emoji-${shown.length + 1}.png`;
    const path = `emoji-datasource-google/img/google/64/${image}`;
    typst.addFile(file, await Deno.readFile(resolve(path)));
    const shownAs = [sign, `/${file}`, names.get(image)!];
    shown.push(typstList(shownAs.map(typstString)));
  }
  return typstList(shown);
}

/** The package names a picture after its code points, with and without FE0F. */
function fileNames(sign: string): string[] {
  const points = Array.from(
    sign,
    (it) => it.codePointAt(0)!.toString(16).padStart(4, "0"),
  );
  const plain = points.filter((point) => point !== "fe0f");
  return [points, plain, [...plain, "fe0f"]]
    .map((name) => `${name.join("-")}.png`);
}

interface Picture {
  image: string;
  has_img_google: boolean;
  name?: string;
  skin_variations?: Record<string, Picture>;
}

/** What each picture shows, by its file's name. */
async function readNames(): Promise<Map<string, string>> {
  const pictures: Picture[] = JSON.parse(
    await Deno.readTextFile(resolve("emoji-datasource-google/emoji.json")),
  );
  return new Map(
    pictures.flatMap((picture) =>
      [picture, ...Object.values(picture.skin_variations ?? {})]
        .filter(({ has_img_google }) => has_img_google)
        .map(({ image }): [string, string] => [
          image,
          (picture.name ?? "emoji").toLowerCase(),
        ])
    ),
  );
}

function resolve(specifier: string): URL {
  return new URL(import.meta.resolve(specifier));
}
