/**
 * Pictures behind a slider: for the notebook alone, paper has none.
 *
 * @module
 */
import type { Images } from "../data/images.ts";
import { pictureSlider } from "../figures/picture_slider.ts";
import { projectType, Shown, vegaLite } from "./shown.ts";

/** Side of a picture, in pixels. */
const size = 192;

/** Shows one picture of several, chosen with a slider that needs no kernel. */
export async function showSlider(
  pictures: Images,
  title: string,
): Promise<Shown> {
  return new Shown({
    ...vegaLite(await pictureSlider(pictures, { title, size })),
    "text/plain": `A slider: ${title}`,
    [projectType("notebook-only")]: {},
  });
}
