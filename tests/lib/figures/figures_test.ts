import { expect } from "@std/expect";
import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import sharp from "sharp";
import type { TopLevelSpec } from "vega-lite";
import { Images } from "../../../lib/data/images.ts";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import {
  compareCurves,
  growingCurves,
  learningCurves,
  learningPanels,
} from "../../../lib/figures/learning_curves.ts";
import { drawChart, rasterize } from "../../../lib/figures/draw.ts";
import { figure } from "../../../lib/notebook/figure.ts";
import { equation } from "../../../lib/figures/equation.ts";
import { pictureGrid } from "../../../lib/figures/picture_grid.ts";
import { pictureMap } from "../../../lib/figures/picture_map.ts";
import { claim, prose, smallPrint } from "../../../lib/notebook/prose.ts";
import type { Shown } from "../../../lib/notebook/shown.ts";
import { pictureSlider } from "../../../lib/figures/picture_slider.ts";
import { table } from "../../../lib/notebook/table.ts";

/** What a value shows. */
const bundleOf = (value: Shown | ReturnType<typeof prose>) =>
  // deno-lint-ignore no-explicit-any
  (value as any)[Symbol.for("Jupyter.display")]() as Record<string, any>;

const history = [
  { epoch: 1, loss: 0.09, validationLoss: 0.08 },
  { epoch: 2, loss: 0.05, validationLoss: 0.06 },
  { epoch: 3, loss: 0.03, validationLoss: 0.07 },
];

const curve = { measure: "loss", title: "mean squared error" };

const charts: Record<string, TopLevelSpec> = {
  learningCurves: learningCurves(history, curve),
  compareCurves: compareCurves({ one: history, other: history }, curve),
  learningPanels: learningPanels(history, [
    curve,
    { ...curve, title: "the same", logarithmic: true },
  ]),
};

for (const [name, spec] of Object.entries(charts)) {
  Deno.test(`the chart ${name} is as it was when it was last looked at`, async (t) => {
    await t.assertSnapshot(spec);
  });

  Deno.test(`the chart ${name} is drawn without a warning, the same each time`, async () => {
    const svg = await drawChart(spec);
    expect(svg).toMatch(/font-family="DejaVu Sans"/);
    expect(await drawChart(spec)).toBe(svg);
  });
}

Deno.test("each point of a curve is there to say its value, and is not seen", async () => {
  const svg = await drawChart(charts["learningCurves"]!);
  const points = svg.match(/<path [^>]*aria-roledescription="point"[^>]*>/g)!
    .filter((point) => point.includes("split: "));
  expect(points.map((point) => /aria-label="([^"]*)"/.exec(point)![1]))
    .toContain("epoch: 3; mean squared error: 0.07; split: validation");
  expect(points).toHaveLength(2 * history.length);
  expect(points.every((point) => point.includes('opacity="0"'))).toBe(true);
});

Deno.test("a chart with a fault is refused in Vega's words", async () => {
  await expect(drawChart({
    data: { values: [{ a: 1 }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "nominal", scale: { type: "log" } } },
  })).rejects.toThrow(/^The chart has a fault: .*log/);
});

Deno.test("learning curves mark the epoch of the lowest validation loss", () => {
  expect(JSON.stringify(charts["learningCurves"])).toMatch(/lowest at epoch 2/);
});

Deno.test("learning curves of another measure take it and its twin", () => {
  const spec = learningCurves(
    [{ epoch: 1, accuracy: 0.5, validationAccuracy: 0.4, validationLoss: 1 }],
    { measure: "accuracy", title: "accuracy" },
  );
  expect(JSON.stringify(spec)).toMatch(/"split":"validation","value":0\.4/);
});

Deno.test("learning curves without a history are refused", () => {
  expect(() => learningCurves([], curve)).toThrow(
    /loss and validationLoss .* 0 rows/,
  );
  expect(() => learningCurves(history, { ...curve, measure: "accuracy" }))
    .toThrow(/accuracy and validationAccuracy/);
});

Deno.test("learning curves with a NaN are refused", () => {
  expect(() =>
    learningCurves([...history, { ...history[0]!, loss: NaN }], curve)
  ).toThrow(/a finite loss and validationLoss .* 4 rows/);
});

Deno.test("curves of a measure that a run lacks are refused", () => {
  expect(() =>
    compareCurves({ one: history }, {
      measure: "accuracy",
      title: "accuracy",
    })
  ).toThrow(
    /The curve of "one" needs a finite accuracy .* has epoch, loss, validation/,
  );
});

Deno.test("twelve runs are drawn in twelve styles", async () => {
  const runs = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`run ${i}`, history]),
  );
  const svg = await drawChart(
    compareCurves(runs, { measure: "loss", title: "error" }),
  );
  const styles = svg.match(
    /stroke="[^"]*" stroke-width="2" stroke-dasharray="[^"]*"/g,
  );
  expect(new Set(styles).size).toBe(12);
});

Deno.test("learning curves of one epoch have points and a whole number", async () => {
  const svg = await drawChart(learningCurves(history.slice(0, 1), curve));
  expect(svg).toMatch(/>1<\/text>/);
  expect(svg.match(/aria-roledescription="point"/g)?.length).toBe(3);
});

Deno.test("few epochs have a tick each, also in the editors' older Vega", () => {
  // Which makes halves of a range that is short, and rounds them to 1, 2, 2.
  const { layer } = learningCurves(history, curve) as unknown as {
    layer: { encoding: { x: { axis: { values: number[] } } } }[];
  };
  expect(layer[0]!.encoding.x.axis.values).toStrictEqual([1, 2, 3]);
  const growing = growingCurves(history, { epochs: 4, title: "", state: "" });
  expect(growing).toMatchObject({
    encoding: { x: { axis: { values: [0, 1, 2, 3, 4] } } },
  });
});

Deno.test("a chart over the epochs is as wide as a notebook's page", async () => {
  const names = { "a name that is long": history, "and another": history };
  for (
    const chart of [
      learningCurves(history, curve),
      compareCurves(names, curve),
    ]
  ) {
    // nbconvert's page, in pixels: see notebookWidth.
    expect(await drawChart(chart)).toMatch(/^<svg [^>]*width="584"/);
  }
});

Deno.test("curves of many epochs stay small and keep both ends", () => {
  const long = Array.from({ length: 10_000 }, (_, i) => ({
    epoch: i + 1,
    loss: 1 / (i + 3),
    validationLoss: 1 / (i + 2),
  }));
  const growing = growingCurves(long, { epochs: 10_000, title: "", state: "" });
  for (const spec of [learningCurves(long, curve), growing]) {
    const json = JSON.stringify(spec);
    expect(json.length).toBeLessThan(60_000);
    expect(json).toMatch(/"epoch":1,/);
    expect(json).toMatch(/"epoch":10000,/);
  }
});

Deno.test("a chart leaves no more room at its right than its legend needs", async () => {
  const png = await rasterize(await drawChart(charts["learningCurves"]!), 1);
  const { data, info } = await sharp(png).greyscale().raw()
    .toBuffer({ resolveWithObject: true });
  let last = 0;
  data.forEach((grey, i) => {
    if (grey < 128) last = Math.max(last, i % info.width);
  });
  const blank = info.width - 1 - last;
  expect(blank).toBeGreaterThanOrEqual(3);
  expect(blank).toBeLessThanOrEqual(10);
});

Deno.test("text is drawn though the machine may have no font", async () => {
  const draw = (text: string) =>
    rasterize(
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" font-family="DejaVu Sans" font-size="14">${text}</text></svg>`,
      2,
    );
  const { data, info } = await sharp(await draw("error")).greyscale().raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toStrictEqual([120, 40]);
  expect(data.filter((grey) => grey < 128).length).toBeGreaterThan(100);
  expect(sha256(await draw("error"))).not.toBe(sha256(await draw("other")));
});

/** Runs a test with a folder of its own for figures. */
async function withFigures(action: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir() + "/";
  Deno.env.set("FIGURES", folder);
  try {
    await action(folder);
  } finally {
    Deno.env.delete("FIGURES");
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a chart shows Vega and a picture, and is exported as both", () =>
  withFigures(async (folder) => {
    const bundle = bundleOf(
      await figure("a-chart", {
        chart: charts["learningCurves"]!,
        caption: "What to *see*.",
        alt: "Two curves.",
      }),
    );
    expect(Object.keys(bundle).sort()).toStrictEqual([
      "application/vnd.emoji-autoencoder.figure+json",
      "application/vnd.vegalite.v5+json",
      "image/png",
      "text/plain",
    ]);
    const png = await Deno.readFile(`${folder}a-chart.png`);
    expect(Buffer.from(bundle["image/png"], "base64")).toStrictEqual(
      Buffer.from(png),
    );
    expect(bundle["application/vnd.emoji-autoencoder.figure+json"])
      .toStrictEqual({
        name: "a-chart",
        caption: "What to *see*.",
        alt: "Two curves.",
        files: [
          {
            path: "figures/a-chart.svg",
            sha256: sha256(await Deno.readTextFile(`${folder}a-chart.svg`)),
          },
          { path: "figures/a-chart.png", sha256: sha256(png) },
        ],
      });
    expect(bundle["application/vnd.vegalite.v5+json"].$schema).toMatch(
      /vega-lite\/v5\.json$/,
    );
  }));

Deno.test("a figure whose name is no kebab-case is refused", () =>
  withFigures(async (folder) => {
    await expect(
      figure("../A", { png: new Uint8Array(), caption: "", alt: "" }),
    ).rejects.toThrow(/kebab-case, but it is "\.\.\/A"/);
    expect([...Deno.readDirSync(folder)]).toStrictEqual([]);
  }));

Deno.test("a table writes numbers for a reader and aligns them", () => {
  const bundle = bundleOf(table("a-table", {
    rows: pl.DataFrame({
      method: ["a <b>", "c"],
      error: [0.0123456, 12],
      share: [0.5, 0.25],
    }),
    caption: "Numbers.",
    columns: {
      error: { title: "squared error", format: (value) => value.toFixed(3) },
    },
  }));
  expect(bundle["application/vnd.emoji-autoencoder.table+json"]).toStrictEqual({
    name: "a-table",
    caption: "Numbers.",
    columns: [
      { name: "method", align: "left" },
      { name: "squared error", align: "right" },
      { name: "share", align: "right" },
    ],
    rows: [["a <b>", "0.012", "0.5"], ["c", "12.000", "0.25"]],
  });
  expect(bundle["text/html"]).toMatch(/a &lt;b>/);
});

Deno.test("a format for a column that is not there is refused", () => {
  expect(() =>
    table("a", {
      rows: pl.DataFrame({ a: [1] }),
      caption: "",
      columns: { b: { title: "c" } },
    })
  ).toThrow(/no column "b"; it has a\./);
});

Deno.test("prose fills in numbers, drops the source's indentation, keeps TeX", () => {
  const bundle = bundleOf(prose`
    The error is ${0.01234567} at \`lambda\`.

      $\lambda = ${"x"}$
  `);
  expect(bundle["text/markdown"]).toBe(
    "The error is 0.01235 at `lambda`.\n\n  $\\lambda = x$",
  );
});

Deno.test("prose refuses a value that is no number and no text", () => {
  expect(() => prose`${undefined as unknown as number}`).toThrow(
    /a value is undefined/,
  );
});

Deno.test("small print is marked as such", () => {
  expect(bundleOf(smallPrint`Seed ${1}.`)).toStrictEqual({
    "text/markdown": "Seed 1.",
    "application/vnd.emoji-autoencoder.prose+json": {
      markdown: "Seed 1.",
      smallPrint: true,
      claims: [],
      observed: [],
    },
  });
});

Deno.test("a claim that holds is not seen, one that fails marks its paragraph", () => {
  const markdown = (condition: boolean) =>
    bundleOf(
      prose`It is below.`.provided(
        claim("below", condition, { test: 0.0174, limit: [1, 2] }),
      ),
    );
  expect(markdown(true)["text/markdown"]).toBe("It is below.");
  const failed = markdown(false);
  expect(failed["text/markdown"]).toBe(
    '> ⚠ **This no longer holds: rewrite it.** The claim "below" is false (test: 0.0174; limit: 1, 2).\n\nIt is below.',
  );
  expect(failed["application/vnd.emoji-autoencoder.prose+json"].claims)
    .toStrictEqual([{
      name: "below",
      holds: false,
      values: { test: 0.0174, limit: "1, 2" },
    }]);
});

Deno.test("a claim without a condition, or with another's name, is refused", () => {
  expect(() => claim("below", undefined as unknown as boolean)).toThrow(
    /"below" needs a condition that is true or false, but it is undefined/,
  );
  expect(() => prose`x`.provided(claim("a", true), claim("a", true))).toThrow(
    /Two claims of a paragraph are named "a"/,
  );
});

Deno.test("a paragraph is bound to the picture that it describes", () =>
  withFigures(async () => {
    const made = await figure("seen", {
      png: Uint8Array.of(1),
      caption: "",
      alt: "",
    });
    const actual = bundleOf(made)[
      "application/vnd.emoji-autoencoder.figure+json"
    ].files[0].sha256.slice(0, 12);
    const text = (expected: string) =>
      bundleOf(prose`Seen.`.seen("seen", expected))["text/markdown"];
    expect(text(actual)).toBe("Seen.");
    expect(text("0123456789ab")).toMatch(new RegExp(`and write ${actual}\\.`));
    expect(() => prose`x`.seen("unseen", "")).toThrow(
      /No figure "unseen" was made before this paragraph/,
    );
  }));

/** One picture, 2 high and 3 wide, of one colour. */
function plain(red: number, alpha: number): Images {
  const pixel = [red, 0, 0, alpha];
  return new Images(
    Float32Array.from(Array(6).fill(pixel).flat()),
    [1, 2, 3, 4],
  );
}

/** The colour at a place of a PNG, in its pixels. */
async function colourAt(png: Uint8Array, x: number, y: number) {
  const { data, info } = await sharp(png).removeAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  return [
    ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
  ];
}

Deno.test("a grid shows its pictures on white, at their places", async () => {
  const png = await pictureGrid({
    rows: [
      { label: "", pictures: plain(1, 1).concat(plain(0, 0)) },
      { label: "", pictures: plain(0.5, 0.5) },
    ],
  }, { scale: 4 });
  // A margin of 6, cells of 3 · 4 + 6 by 2 · 4 + 6, all at twice the size.
  expect(await colourAt(png, 2 * (6 + 2), 2 * (6 + 2))).toStrictEqual([
    255,
    0,
    0,
  ]);
  expect(await colourAt(png, 2 * (6 + 18 + 2), 2 * (6 + 2))).toStrictEqual([
    255,
    255,
    255,
  ]);
  expect(await colourAt(png, 2 * (6 + 2), 2 * (6 + 14 + 2))).toStrictEqual([
    255,
    128,
    128,
  ]);
});

Deno.test("a grid's pixels stay pixels", async () => {
  const halves = new Images(
    Float32Array.from([...Array(4)].flatMap((_, i) => [i % 2, 0, 0, 1])),
    [1, 2, 2, 4],
  );
  const png = await pictureGrid({ rows: [{ label: "", pictures: halves }] }, {
    scale: 10,
  });
  // Left half black, right half red, with nothing in between at the border.
  expect(await colourAt(png, 2 * (6 + 10) - 1, 2 * 10)).toStrictEqual([
    0,
    0,
    0,
  ]);
  expect(await colourAt(png, 2 * (6 + 10), 2 * 10)).toStrictEqual([255, 0, 0]);
});

Deno.test("an equation has as many pictures as terms, and what they give", async () => {
  const name = "a name of many words";
  const widthOf = async (...operators: ("" | "-")[]) => {
    const png = await equation({
      terms: operators.map((operator) => ({ operator, name })),
      originals: operators.map(() => plain(1, 1))
        .reduce((row, picture) => row.concat(picture)),
      picture: plain(1, 1),
    });
    return (await sharp(png).metadata()).width;
  };
  // An operator of 28 and a picture of 3 · 2, at twice the size.
  expect(await widthOf("", "-") - await widthOf("")).toBe(2 * (28 + 6));
});

Deno.test("a slider's picture fills its chart and its pixels stay pixels", async () => {
  const black = new Images(Float32Array.from([0, 0, 0, 1]), [1, 1, 1, 4]);
  const svg = await drawChart(
    await pictureSlider(black, { title: "step", size: 40 }),
  );
  const png = await rasterize(svg, 1);
  const { width, height } = await sharp(png).metadata();
  // A padding of 5 on each side.
  expect([width, height]).toStrictEqual([50, 50]);
  for (const [x, y] of [[6, 6], [43, 43]] as const) {
    expect(await colourAt(png, x, y)).toStrictEqual([0, 0, 0]);
  }
  expect(svg).toMatch(/image-rendering: pixelated/);
});

Deno.test("a map has each picture at its place, the later above", async () => {
  const pictures = plain(0, 1).concat(plain(0.5, 1)).concat(plain(1, 1))
    .concat(plain(0, 0));
  const places = [[0, 0], [1, 1], [0, 0], [0, 0]] as const;
  const png = await pictureMap(pictures, places);
  // 584 by 350 at twice the size; pictures of 3 by 2 pixels.
  const { width, height } = await sharp(png).metadata();
  expect([width, height]).toStrictEqual([1168, 700]);
  expect(await colourAt(png, 2, 699)).toStrictEqual([255, 0, 0]);
  expect(await colourAt(png, 0, 697)).toStrictEqual([255, 255, 255]);
  expect(await colourAt(png, 1165, 1)).toStrictEqual([128, 0, 0]);
  expect(await colourAt(png, 1164, 1)).toStrictEqual([255, 255, 255]);
});

Deno.test("a map with a place too few is refused", async () => {
  await expect(pictureMap(plain(1, 1), [])).rejects.toThrow(
    "A map of 1 pictures needs as many places, but it has 0.",
  );
});

Deno.test("a grid of nothing is refused", async () => {
  await expect(pictureGrid({ rows: [] })).rejects.toThrow(/its rows have none/);
});
