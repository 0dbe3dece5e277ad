import { expect } from "@std/expect";
import { smallAutoencoder } from "../../support/networks.ts";
import pl from "nodejs-polars";
import {
  combine,
  compose,
  composeAll,
  inPieces,
  interpolate,
  toPicture,
} from "../../../lib/analysis/arithmetic.ts";
import { catPairs } from "../../../lib/analysis/attributes.ts";
import { parseExpression, rowOf } from "../../../lib/analysis/expression.ts";
import { codeSpace, pixelSpace } from "../../../lib/analysis/spaces.ts";
import {
  averageAttribute,
  rankOfTruth,
  squaredDistance as sumOfSquares,
} from "../../../lib/analysis/vectors.ts";
import { meanSquaredError as squaredDistance } from "../../../lib/base/statistics.ts";
import type { Dataset } from "../../../lib/data/dataset.ts";
import { Images } from "../../../lib/data/images.ts";
import { decodeVectors, encodeImages } from "../../../lib/analysis/latent.ts";
import { reconstructImages } from "../../../lib/model/reconstruction.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";

const names = [
  "crying cat face",
  "crying face",
  "cat face with tears of joy",
  "face with tears of joy",
  "weary cat face",
  "weary face",
  "cat face with wry smile",
];

/** Pictures of 4x8, each as bright as its row says, opaque. */
function dataset(brightness = names.map((_, row) => row / 10)): Dataset {
  const data = brightness.flatMap((value) =>
    Array(32).fill([value, value, value, 1]).flat()
  );
  return {
    catalogue: pl.DataFrame({ name: names }),
    originals: new Images(Float32Array.from(data), [names.length, 4, 8, 4]),
  } as unknown as Dataset;
}

const model = () =>
  smallAutoencoder({
    channels: 4,
    filters: [3, 2],
    kernelSize: 3,
    upsampling: "after",
  }, 1);

/** Runs a test with a model and makes sure that nothing is left of it. */
function testModel(
  title: string,
  action: (network: ReturnType<typeof model>) => Promise<void>,
) {
  Deno.test(title, () =>
    assertNoTensorsLeft(async () => {
      const network = model();
      await action(network);
      network.encoder.dispose();
      network.decoder.dispose();
    }));
}

const assertNear = (one: ArrayLike<number>, other: ArrayLike<number>) => {
  expect(one.length).toBe(other.length);
  for (let index = 0; index < one.length; index++) {
    expect(Math.abs(one[index]! - other[index]!)).toBeLessThan(1e-6);
  }
};

Deno.test("an expression is read as names with their signs", () => {
  expect(parseExpression("a b - c + d e")).toStrictEqual([
    { operator: "", name: "a b" },
    { operator: "-", name: "c" },
    { operator: "+", name: "d e" },
  ]);
  expect(parseExpression("happy-go-lucky")).toStrictEqual([
    { operator: "", name: "happy-go-lucky" },
  ]);
});

Deno.test("an expression with a hole is refused", () => {
  expect(() => parseExpression("a -  + b")).toThrow(/it is "a - {2}\+ b"/);
});

Deno.test("an unknown name is refused with the closest names", () => {
  expect(() => rowOf(dataset(), "crying cat fase")).toThrow(
    /^No picture is named "crying cat fase"; the closest names are "crying cat face", "crying face", "weary cat face"\.$/,
  );
});

Deno.test("vectors are added with the signs of their terms", () => {
  const result = combine(
    parseExpression("a - b + c"),
    [Float32Array.of(1, 2), Float32Array.of(0.5, 3), Float32Array.of(0, 10)],
  );
  expect([...result]).toStrictEqual([0.5, 9]);
});

testModel(
  "identical terms give the picture's reconstruction",
  async (network) => {
    const data = dataset();
    const space = await codeSpace(network, data);
    const name = "weary face";
    for (const expression of [name, `${name} - ${name} + ${name}`]) {
      const { picture } = await compose(space, data, expression);
      const expected = await reconstructImages(
        network,
        data.originals.select([names.indexOf(name)]),
      );
      assertNear(picture.data, expected.data);
    }
  },
);

testModel("a composition is read as an equation", async (network) => {
  const { terms, originals, picture } = await compose(
    await codeSpace(network, dataset()),
    dataset(),
    "crying cat face - crying face + face with tears of joy",
  );
  expect(terms.map(({ operator, name }) => [operator, name])).toStrictEqual([
    ["", "crying cat face"],
    ["-", "crying face"],
    ["+", "face with tears of joy"],
  ]);
  expect(originals).toStrictEqual(dataset().originals.select([0, 1, 3]));
  expect(picture.shape).toStrictEqual([1, 4, 8, 4]);
});

Deno.test("arithmetic on pixels is what a hand computes, clipped to a picture", async () => {
  const data = dataset([0.2, 0.5, 0, 0.7, 0, 0.9, 0]);
  const { picture } = await compose(
    pixelSpace(data.originals),
    data,
    "crying cat face - crying face + face with tears of joy",
  );
  // 0.2 - 0.5 + 0.7 = 0.4, and alpha 1 - 1 + 1 = 1.
  assertNear(picture.data.slice(0, 4), [0.4, 0.4, 0.4, 1]);
  // Values below 0 and above 1, and colours above alpha, cannot be.
  const like = new Images(new Float32Array(8), [1, 1, 2, 4]);
  assertNear(
    toPicture(Float32Array.of(-1, 2, 0.3, 1.5, 0.9, 0.1, 0, 0.5), like).data,
    [0, 1, 0.3, 1, 0.5, 0.1, 0, 0.5],
  );
});

testModel(
  "a code decodes to what its picture is reconstructed to",
  async (network) => {
    const { originals: pictures } = dataset();
    const codes = await encodeImages(network, pictures);
    expect(codes.length).toBe(names.length);
    expect(codes[0]!.length).toBe(1 * 2 * 2); // 4 / 4 by 8 / 4, 2 channels
    const decoded = await decodeVectors(network, { codes, like: pictures });
    assertNear(decoded.data, (await reconstructImages(network, pictures)).data);
  },
);

testModel("a code of another length is refused", async (network) => {
  await expect(decodeVectors(network, {
    codes: [new Float32Array(5)],
    like: dataset().originals,
  })).rejects.toThrow(
    /A code of 4x8 pictures has 4 numbers, but this one has 5\./,
  );
});

testModel("an interpolation ends in plain reconstructions", async (network) => {
  const data = dataset();
  const space = await codeSpace(network, data);
  const way = await interpolate(space, data, {
    from: "crying face",
    to: "weary face",
    steps: 3,
  });
  const ends = await reconstructImages(network, data.originals.select([1, 5]));
  assertNear(way.picture(0), ends.picture(0));
  assertNear(way.picture(2), ends.picture(1));
  expect(way.picture(1)).not.toStrictEqual(way.picture(0));
  await expect(interpolate(space, data, {
    from: "crying face",
    to: "weary face",
    steps: 1,
  })).rejects.toThrow(/at least 2 steps, but it has 1/);
});

Deno.test("the pairs of cat and face are found by name, but the one asked for", () => {
  expect(catPairs(dataset(), "cat face with tears of joy")).toStrictEqual([
    { with: 0, without: 1 },
    { with: 4, without: 5 },
  ]);
});

Deno.test("an averaged attribute is the mean difference of its pairs", () => {
  // By hand: (3 - 1, 0 - 4) and (6 - 0, 2 - 0), averaged.
  const vectors = [[3, 0], [1, 4], [6, 2], [0, 0]].map((v) =>
    Float32Array.from(v)
  );
  const attribute = averageAttribute(vectors, [
    { with: 0, without: 1 },
    { with: 2, without: 3 },
  ]);
  expect([...attribute]).toStrictEqual([4, -1]);
});

Deno.test("the rank counts the candidates that are closer than the truth", () => {
  // By hand: from (0, 0) the squared distances are 4, 1, 9 and 1 (halved).
  const candidates = [[2, 0], [0, 1], [3, 0], [-1, 0]].map((v) =>
    Float32Array.from(v)
  );
  const answer = Float32Array.of(0, 0);
  const ranks = candidates.map((_, truth) =>
    rankOfTruth(answer, { candidates, truth })
  );
  expect(ranks).toStrictEqual([3, 1, 4, 1]);
  expect(squaredDistance(answer, candidates[0]!)).toBe(2);
});

Deno.test("a squared distance is the sum of the squares, and above a limit no less than it", () => {
  // By hand: 3² + 4² + 12².
  const [one, other] = [Float32Array.of(3, 4, 12), new Float32Array(3)];
  expect(sumOfSquares(one, other)).toBe(169);
  expect(sumOfSquares(one, other, 169)).toBe(169);
  expect(sumOfSquares(one, other, 168)).toBeGreaterThan(168);
  expect(sumOfSquares(one, other, 1)).toBeGreaterThan(1);
});

Deno.test("vectors of two lengths cannot be compared", () => {
  expect(() => squaredDistance(new Float32Array(2), new Float32Array(3)))
    .toThrow(/2 and 3 numbers/);
});

Deno.test("composites in pieces keep their labels, terms and size, and what they are made of decides their pixels", async () => {
  const composites = await composeAll(
    pixelSpace(dataset().originals),
    dataset(),
    {
      first: "crying cat face - crying face + weary face", // 0 - 0.1 + 0.5
      second: "weary face - crying face + weary cat face", // 0.5 - 0.1 + 0.4
    },
  );
  const drawn = inPieces(composites);
  expect(Object.keys(drawn)).toStrictEqual(["first", "second"]);
  const brightness = (["first", "second"] as const).map((label) => {
    const { terms, originals, picture } = drawn[label]!;
    expect({ terms, originals }).toStrictEqual({
      terms: composites[label].terms,
      originals: composites[label].originals,
    });
    expect(picture.shape).toStrictEqual([1, 4, 8, 4]);
    return picture.picture(0)[0];
  });
  // 0.4 is nearest to 0.5, 0.8 to 0.5 too: what no picture has is not drawn.
  assertNear(brightness as number[], [0.5, 0.5]);
});
