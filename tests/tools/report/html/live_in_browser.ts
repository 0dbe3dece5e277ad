/**
 * The page in a real browser, with the trained network that is committed: opened
 * from a file, with the network cut off. `live_test.ts` runs these tests in a
 * process of their own, since Playwright asks for more than the others may.
 */
import { expect } from "@std/expect";
import { Buffer } from "node:buffer";
import { type Browser, chromium, type Page } from "playwright-core";
import { analysis, experiments } from "../../../../lib/mod.ts";
import { parseExpression } from "../../../../lib/analysis/expression.ts";
import { drawWithPieces } from "../../../../lib/analysis/pieces.ts";
import { meanSquaredError } from "../../../../lib/base/statistics.ts";
import { premultiplied } from "../../../../tools/report/html/browser/model.ts";
import { clipToPicture } from "../../../../lib/analysis/vectors.ts";
import { loadDataset } from "../../../../lib/data/dataset.ts";
import { createAutoencoder } from "../../../../lib/model/autoencoder.ts";
import { loadWeights } from "../../../../lib/experiments/weights.ts";
import { drawChart } from "../../../../lib/figures/draw.ts";
import { learningCurves } from "../../../../lib/figures/learning_curves.ts";
import { projectFolder } from "../../../../lib/base/workspace.ts";
import type { Block, Report } from "../../../../tools/report/document.ts";
import { htmlRenderer } from "../../../../tools/report/html/html.ts";
import { findBrowser } from "../../../support/browser.ts";

const runs = `${projectFolder}data/runs`;
const executablePath = await findBrowser();
const browserTest = (name: string, test: (page: Page) => Promise<void>) =>
  Deno.test({
    name,
    // Playwright keeps its pipes until its process ends.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const browser = await open();
      try {
        const context = await browser.newContext({ offline: true });
        const page = await context.newPage();
        const asked = new Set<string>();
        const faults: string[] = [];
        page.on("request", (request) => asked.add(request.url()));
        page.on("pageerror", (error) => faults.push(String(error)));
        page.on("console", (message) => faults.push(message.text()));
        await page.goto(`file://${await pagePath()}`);
        await page.waitForSelector("html[data-live=ready]");
        await test(page);
        expect([...asked].filter((url) => !/^(data|blob):/.test(url)))
          .toStrictEqual([`file://${await pagePath()}`]);
        expect(faults).toStrictEqual([]);
      } finally {
        await browser.close();
      }
    },
  });

function open(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
}

/** The folder of the committed run, whatever its key is now. */
function folderOf(name: RegExp): string[] {
  return [...Deno.readDirSync(runs)].map(({ name }) => name)
    .filter((folder) => name.test(folder)).sort();
}

let making: Promise<string> | undefined;

/** Makes the page once, for whichever test comes first. */
function pagePath(): Promise<string> {
  return making ??= (async () => {
    const folder = `${projectFolder}build/html-test`;
    await Deno.mkdir(`${folder}/figures`, { recursive: true });
    const png = Uint8Array.fromBase64(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
    );
    await Deno.writeFile(`${folder}/figures/dot.png`, png);
    const figure = (name: string): Block => ({
      cell: "1.ipynb, cell 1",
      kind: "figure",
      name,
      caption: `The figure ${name}.`,
      alt: name,
      png: "figures/dot.png",
    });
    const history = [1, 2, 3].map((epoch) => ({
      epoch,
      loss: 0.1 / epoch,
      validationLoss: 0.2 / epoch,
    }));
    await Deno.writeTextFile(
      `${folder}/figures/curves.svg`,
      await drawChart(
        learningCurves(history, { measure: "loss", title: "error" }),
      ),
    );
    const heading: Block = {
      cell: "1.ipynb, cell 1",
      kind: "text",
      markdown: "# Question\n\n## Part\n\n### Detail\n\nText.",
    };
    const report: Report = {
      title: "Live",
      authors: [],
      sections: [{
        notebook: "1.ipynb",
        runs: [
          ...folderOf(/^autoencoder-[0-9a-f]{8}$/),
          ...folderOf(/^joint-lambda-(0|0\.5)-seed-1-[0-9a-f]{8}$/),
        ],
        blocks: [
          heading,
          figure("reconstructions"),
          figure("joint-reconstructions"),
          figure("arithmetic-cat"),
          { ...figure("curves"), svg: "figures/curves.svg" } as Block,
        ],
      }],
    };
    const page = await htmlRenderer(runs)(report, folder) as Uint8Array;
    await Deno.writeFile(`${folder}/report.html`, page);
    return `${folder}/report.html`;
  })();
}

/** Straight RGBA bytes of a canvas. */
function pixelsOf(page: Page, id: string): Promise<number[]> {
  return page.evaluate((id) => {
    // deno-lint-ignore no-explicit-any
    const canvas = (globalThis as any).document.getElementById(id);
    const { width, height } = canvas;
    const context = canvas.getContext("2d");
    return [...context.getImageData(0, 0, width, height).data] as number[];
  }, id);
}

browserTest(
  "the page draws a composite anew in pieces of its pictures",
  async (page) => {
    await page.waitForSelector("#pieces[aria-busy=false]");
    const dataset = await loadDataset(experiments.assignedDataset);
    const pictures = parseExpression(analysis.catExample.expression).map(
      ({ name }) => analysis.original(dataset, name).data,
    );
    const expected = drawWithPieces(
      premultiplied(await pixelsOf(page, "composite")),
      pictures,
      { height: 64, width: 64 },
    );
    const drawn = premultiplied(await pixelsOf(page, "pieces"));
    // The page's composite and pictures are not rounded as what it shows is, so
    // that single squares may choose otherwise.
    expect(meanSquaredError(drawn, expected)).toBeLessThan(0.001);
    expect(meanSquaredError(drawn, pictures[0]!)).toBeGreaterThan(0.01);
  },
);

browserTest(
  "the page composes the assignment's example as the notebook does, within what it says of its weights",
  async (page) => {
    const shown = {
      pixels: await pixelsOf(page, "composite"),
      status: await page.textContent(".live-status") ?? "",
    };
    const [folder] = folderOf(/^autoencoder-[0-9a-f]{8}$/);
    const record = JSON.parse(
      await Deno.readTextFile(`${runs}/${folder}/run.json`),
    );
    const models = createAutoencoder(record.settings.network, {
      inputShape: [64, 64, 4],
      seed: 1,
    });
    const [kept] = Object.keys(record.weights)[0]!.split("/");
    for (const half of ["encoder", "decoder"] as const) {
      await loadWeights(models[half], `${runs}/${folder}/${kept}/${half}`);
    }
    const dataset = await loadDataset(experiments.assignedDataset);
    const { picture } = await analysis.compose(
      await analysis.codeSpace(models, dataset),
      dataset,
      analysis.catExample.expression,
    );
    for (const model of Object.values(models)) model.dispose();
    const stated = Number(/at most (0\.\d+)/.exec(shown.status)![1]);
    expect(stated).toBeGreaterThan(0);
    let farthest = 0;
    // No canvas shows a premultiplied colour above its alpha.
    clipToPicture(picture.data).forEach((value, index) => {
      const alpha = shown.pixels[index - index % 4 + 3]! / 255;
      const straight = shown.pixels[index]! / 255;
      const premultiplied = index % 4 === 3 ? alpha : straight * alpha;
      farthest = Math.max(farthest, Math.abs(value - premultiplied));
    });
    // A canvas holds bytes, and the page writes three digits.
    expect(farthest).toBeLessThanOrEqual(stated + 2 / 255);
  },
);

browserTest(
  "keys alone choose a picture, move the strength and leave a link that restores both",
  async (page) => {
    await page.locator(".term").nth(2).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("lion");
    await page.keyboard.press("Enter");
    await page.locator('[aria-label="Strength of the attribute"]').focus();
    await page.keyboard.press("ArrowLeft");
    const term = () => page.locator(".term").nth(2).innerText();
    expect(await term()).toContain("lion face");
    const link = page.url();
    expect(link).toContain("c=lion+face&strength=0.95");
    await page.goto("about:blank");
    await page.goto(link);
    await page.waitForSelector("html[data-live=ready]");
    expect(await term()).toContain("lion face");
    expect(await page.locator(".slider output").first().innerText()).toBe(
      "0.95",
    );
    await page.goto("about:blank");
    await page.goto(link.replace("lion+face", "no+face"));
    await page.getByText('No picture is named "no face"').waitFor();
    await page.goto("about:blank");
    await page.goto(`file://${await pagePath()}`);
  },
);

browserTest(
  "a curve says the values of its points, to the pointer and to keys",
  async (page) => {
    const value = page.locator(".value");
    await page.locator(".chart").first().focus();
    await page.keyboard.press("ArrowRight");
    expect(await value.innerText()).toMatch(
      /^epoch: 1; error: 0\.1; split: training$/,
    );
    await page.locator('.chart [data-value^="epoch: 2;"]').last().hover();
    expect(await value.innerText()).toMatch(/^epoch: 2; /);
  },
);

browserTest(
  "a file that is no picture is refused in a sentence, and the page goes on",
  async (page) => {
    const chooser = page.locator('input[type="file"]');
    await chooser.setInputFiles({
      name: "notes.png",
      mimeType: "image/png",
      buffer: Buffer.from("no picture"),
    });
    await page.getByText('"notes.png" is no picture').waitFor();
    await page.locator("#live-reconstruction .choice input").nth(3).check();
    await page.locator("#live-joint .lambdas input").nth(1).check();
    await page.getByText(/λ = 0\.5: error 0\.\d{4}; human with/).waitFor();
  },
);

browserTest("axe finds nothing at all, in light and in dark", async (page) => {
  const axe = await Deno.readTextFile(
    new URL(import.meta.resolve("axe-core/axe.min.js")),
  );
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
    );
    expect(violations).toStrictEqual([]);
  }
});
