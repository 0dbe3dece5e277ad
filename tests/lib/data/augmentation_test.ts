import { expect } from "@std/expect";
import {
  drawTransformation,
  type Transformation,
  transformImages,
} from "../../../lib/data/augmentation.ts";
import { Images } from "../../../lib/data/images.ts";
import { createRandom } from "../../../lib/base/random.ts";
import { failure } from "../../support/failure.ts";

const identity: Transformation = {
  flip: false,
  rotation: 0,
  scale: 1,
  shiftX: 0,
  shiftY: 0,
};

const settings = {
  maximumRotation: 15,
  maximumShift: 0.1,
  minimumScale: 0.8,
  maximumScale: 1.1,
  flip: true,
};

const WIDTH = 8;
const HEIGHT = 6;

Deno.test("the identity changes nothing", async () => {
  const images = gradient();
  const result = await transformImages(images, [identity]);
  expect(result.shape).toStrictEqual([1, HEIGHT, WIDTH, 4]);
  assertClose(result.data, images.data);
});

Deno.test("a flip mirrors left and right exactly", async () => {
  const images = gradient();
  const result = await transformImages(images, [{ ...identity, flip: true }]);
  const expected = move(images, (x, y) => [WIDTH - 1 - x, y]);
  assertClose(result.data, expected);
});

Deno.test("a shift moves right and down by its fraction of width and height", async () => {
  const images = gradient();
  const result = await transformImages(images, [
    { ...identity, shiftX: 2 / WIDTH, shiftY: -1 / HEIGHT },
  ]);
  assertClose(result.data, move(images, (x, y) => [x - 2, y + 1]));
});

Deno.test("a half turn turns about the centre", async () => {
  const images = gradient();
  const result = await transformImages(images, [{
    ...identity,
    rotation: 180,
  }]);
  assertClose(
    result.data,
    move(images, (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y]),
  );
});

Deno.test("a disc lands where the formula says, and in its size", async () => {
  const random = createRandom(3);
  const [width, height, radius] = [48, 40, 6];
  const [offsetX, offsetY] = [5, -3]; // from the picture's centre
  const images = disc({ width, height, radius, offsetX, offsetY });
  const transformations = Array.from(
    { length: 40 },
    () => ({
      ...drawTransformation({ ...settings, maximumRotation: 180 }, random),
    }),
  );
  const results = await transformImages(
    images.select(transformations.map(() => 0)),
    transformations,
  );
  transformations.forEach((transformation, index) => {
    const { flip, rotation, scale, shiftX, shiftY } = transformation;
    const angle = rotation * Math.PI / 180;
    const x = flip ? -offsetX : offsetX;
    const centre = centreOf(results, index);
    const expected = {
      x: scale * (x * Math.cos(angle) - offsetY * Math.sin(angle)) +
        width * (0.5 + shiftX),
      y: scale * (x * Math.sin(angle) + offsetY * Math.cos(angle)) +
        height * (0.5 + shiftY),
      area: Math.PI * radius ** 2 * scale ** 2,
    };
    expect(centre.x).toBeCloseTo(expected.x, 1);
    expect(centre.y).toBeCloseTo(expected.y, 1);
    expect(Math.abs(centre.area / expected.area - 1)).toBeLessThan(0.03);
  });
});

Deno.test("the edge of a coloured disc stays its colour, without fringes", async () => {
  const images = disc({
    width: 32,
    height: 32,
    radius: 9,
    offsetX: 0,
    offsetY: 0,
  });
  const { data } = await transformImages(images, [
    { ...identity, rotation: 10, scale: 0.9, shiftX: 0.03 },
  ]);
  let edge = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.subarray(at, at + 4);
    // The disc is (1, 0.6, 0): colour over alpha is that at every pixel.
    expect(Math.abs(red! - alpha!)).toBeLessThan(1e-4);
    expect(Math.abs(green! - 0.6 * alpha!)).toBeLessThan(1e-4);
    expect(blue).toBe(0);
    if (alpha! > 0.05 && alpha! < 0.95) edge++;
  }
  expect(edge).toBeGreaterThan(20);
});

Deno.test("an opaque picture stays opaque, and what comes into view is white", async () => {
  const data = new Float32Array(HEIGHT * WIDTH * 4).fill(1);
  for (let at = 0; at < data.length; at += 4) data.fill(0, at, at + 3); // black
  const images = new Images(data, [1, HEIGHT, WIDTH, 4]);
  const result = await transformImages(images, [
    { ...identity, shiftX: 2 / WIDTH, rotation: 10, scale: 0.9 },
  ]);
  const alphas = result.data.filter((_, at) => at % 4 === 3);
  expect(alphas).toStrictEqual(new Float32Array(HEIGHT * WIDTH).fill(1));
  const middle = 4 * (HEIGHT / 2 * WIDTH + WIDTH / 2 + 1);
  assertClose(result.data.slice(0, 4), new Float32Array([1, 1, 1, 1]));
  assertClose(
    result.data.slice(middle, middle + 4),
    new Float32Array([0, 0, 0, 1]),
  );
});

Deno.test("values stay in [0, 1] and colours below alpha, whatever is drawn", async () => {
  const random = createRandom(4);
  const count = 20;
  const noise = new Float32Array(count * HEIGHT * WIDTH * 4);
  for (let at = 0; at < noise.length; at += 4) {
    const alpha = random.integer(2);
    noise.set([alpha * random.integer(2), alpha, 0, alpha], at);
  }
  const { data } = await transformImages(
    new Images(noise, [count, HEIGHT, WIDTH, 4]),
    Array.from({ length: count }, () => drawTransformation(settings, random)),
  );
  for (let at = 0; at < data.length; at++) {
    const alpha = data[at - at % 4 + 3]!;
    expect(data[at]!).toBeGreaterThanOrEqual(0);
    expect(data[at]!).toBeLessThanOrEqual(alpha);
    expect(alpha).toBeLessThanOrEqual(1);
  }
});

Deno.test("drawTransformation() stays within its settings and uses all of them", () => {
  const random = createRandom(5);
  const drawn = Array.from(
    { length: 1000 },
    () => drawTransformation(settings, random),
  );
  const range = (name: "rotation" | "scale" | "shiftX" | "shiftY") => {
    const values = drawn.map((transformation) => transformation[name]);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const assertFills = (
    [low, high]: readonly [number, number],
    [minimum, maximum]: [number, number],
  ) => {
    const slack = (maximum - minimum) / 50;
    expect(low).toBeGreaterThanOrEqual(minimum);
    expect(low).toBeLessThan(minimum + slack);
    expect(high).toBeLessThanOrEqual(maximum);
    expect(high).toBeGreaterThan(maximum - slack);
  };
  assertFills(range("rotation"), [-15, 15]);
  assertFills(range("scale"), [0.8, 1.1]);
  assertFills(range("shiftX"), [-0.1, 0.1]);
  assertFills(range("shiftY"), [-0.1, 0.1]);
  const flips = drawn.filter(({ flip }) => flip).length;
  expect(flips).toBeGreaterThan(420);
  expect(flips).toBeLessThan(580);
  const upright = drawTransformation({ ...settings, flip: false }, random);
  expect(upright.flip).toBe(false);
});

Deno.test("transformImages() needs one transformation for each picture", async () => {
  await expect(transformImages(gradient(), [])).rejects.toThrow(
    failure("RangeError", /1 pictures .* there are 0/),
  );
});

/** Every pixel differs; the first column is transparent, the next half so. */
function gradient(): Images {
  const data = new Float32Array(HEIGHT * WIDTH * 4);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const alpha = Math.min(1, x / 2);
      const colour = [(y * WIDTH + x) / 48, y / HEIGHT, x / WIDTH];
      data.set(
        [...colour.map((value) => value * alpha), alpha],
        4 * (y * WIDTH + x),
      );
    }
  }
  return new Images(data, [1, HEIGHT, WIDTH, 4]);
}

/** Takes each pixel from `source(x, y)`; from outside it is transparent. */
function move(
  images: Images,
  source: (x: number, y: number) => [number, number],
): Float32Array {
  const data = new Float32Array(images.data.length);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [fromX, fromY] = source(x, y);
      if (fromX < 0 || fromX >= WIDTH || fromY < 0 || fromY >= HEIGHT) continue;
      const from = 4 * (fromY * WIDTH + fromX);
      data.set(images.data.subarray(from, from + 4), 4 * (y * WIDTH + x));
    }
  }
  return data;
}

/** An orange disc with a soft edge. */
function disc(
  { width, height, radius, offsetX, offsetY }: {
    width: number;
    height: number;
    radius: number;
    offsetX: number;
    offsetY: number;
  },
): Images {
  const data = new Float32Array(height * width * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(
        x + 0.5 - width / 2 - offsetX,
        y + 0.5 - height / 2 - offsetY,
      );
      const alpha = Math.min(1, Math.max(0, radius - distance + 0.5));
      data.set([alpha, 0.6 * alpha, 0, alpha], 4 * (y * width + x));
    }
  }
  return new Images(data, [1, height, width, 4]);
}

/** Centre of gravity and sum of alpha, in pixels from the top left corner. */
function centreOf(images: Images, index: number) {
  const [, height, width] = images.shape;
  const picture = images.picture(index);
  const sum = { x: 0, y: 0, area: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const alpha = picture[4 * (y * width + x) + 3]!;
      sum.x += (x + 0.5) * alpha;
      sum.y += (y + 0.5) * alpha;
      sum.area += alpha;
    }
  }
  return { x: sum.x / sum.area, y: sum.y / sum.area, area: sum.area };
}

/** Colours pass through 16 bits, and the position through 1/64 of a pixel. */
function assertClose(actual: Float32Array, expected: Float32Array) {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < actual.length; at++) {
    expect(Math.abs(actual[at]! - expected[at]!)).toBeLessThan(1e-4);
  }
}
