/**
 * How the library's own values show themselves at the end of a cell.
 *
 * The rooms below know nothing of notebooks; what a cell shows of their values
 * is said here.
 *
 * @module
 */
import { sha256 } from "../base/fingerprint.ts";
import { seconds } from "../base/format.ts";
import { Images } from "../data/images.ts";
import { Run } from "../experiments/run.ts";
import { folderName, serializeRecord } from "../experiments/run_record.ts";
import { pictureSheet } from "../figures/picture_grid.ts";
import { Summary } from "../model/summary.ts";
import { type MediaBundle, projectType } from "./shown.ts";

/** More pictures than this make a notebook's output large and tell no more. */
const shownPictures = 64;
/** 64-pixel pictures in so many columns fill a notebook's width. */
const columns = 8;

showAs(Images, async (images) => {
  const count = Math.min(images.count, shownPictures);
  const text = `Images [${images.shape.join(", ")}]` +
    (count < images.count ? `, the first ${count} shown` : "");
  if (count === 0) return { "text/plain": text };
  const png = await pictureSheet(
    images.select(Array.from({ length: count }, (_, index) => index)),
    { columns: Math.min(count, columns) },
  );
  return { "image/png": png.toBase64(), "text/plain": text };
});

showAs(Summary, (summary) => ({ "text/plain": summary.toString() }));

showAs(Run, ({ record, stopped }) => {
  const folder = folderName(record);
  const epochs = record.history.length;
  const state = stopped
    ? `stopped after epoch ${epochs}; run the cell again to continue`
    : `${epochs} epochs in ${seconds(record.seconds)}`;
  return {
    "text/plain": `Run "${record.name}": ${state}.`,
    [projectType("run")]: {
      name: folder,
      key: record.key,
      preset: record.preset,
      stopped,
      path: `data/runs/${folder}/run.json`,
      sha256: sha256(serializeRecord(record)),
    },
  };
});

/** Gives all values of a class a display. */
function showAs<T>(
  { prototype }: { prototype: T },
  display: (value: T) => MediaBundle | Promise<MediaBundle>,
) {
  Object.defineProperty(prototype, Symbol.for("Jupyter.display"), {
    configurable: true,
    writable: true,
    value(this: T) {
      return display(this);
    },
  });
}
