import { expect } from "@std/expect";
import { createAutoencoder } from "../../../lib/model/autoencoder.ts";
import {
  assignedNetwork,
  network,
  type NetworkSettings,
  same,
  withCodeChannels,
} from "../../../lib/model/network.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { denseNetwork, mirrored } from "../../support/networks.ts";
import { failure, failureOf } from "../../support/failure.ts";

const { encoder, decoder } = denseNetwork;
const convolution = { layer: "conv2d", filters: 4, kernelSize: 3 };

/** Networks as a notebook, which is not type-checked when it runs, may have them. */
const refused: [name: string, settings: unknown, message: RegExp][] = [
  [
    "an unknown layer",
    { encoder: [{ layer: "conv3d" }], decoder },
    /^TypeError: Layer 1 of the encoder must be one of conv2d, .* but it is "conv3d"\.$/,
  ],
  [
    "a layer with a name that every object has",
    { encoder, decoder: [{ layer: "toString" }] },
    /^TypeError: Layer 1 of the decoder must be one of .* but it is "toString"\.$/,
  ],
  ["a hole", { encoder: [, ...encoder], decoder }, /Layer 1 .* undefined/],
  [
    "a mistyped name",
    { encoder: [{ ...convolution, kernelsize: 3 }], decoder },
    /^TypeError: The encoder's layer 1 \(conv2d\) has no setting "kernelsize": write "kernelSize"\.$/,
  ],
  [
    "a missing number",
    { encoder: [{ layer: "conv2d", filters: 4 }], decoder },
    /^TypeError: The encoder's layer 1 \(conv2d\)'s setting "kernelSize" is missing/,
  ],
  [
    "a text for a number",
    { encoder, decoder: [decoder[0], { ...convolution, filters: "32" }] },
    /^RangeError: The decoder's layer 2 \(conv2d\)'s filters must be an integer from 1 to 4,096, but it is "32"\.$/,
  ],
  [
    "an unknown activation",
    { encoder: [{ ...convolution, activation: "rleu" }], decoder },
    /layer 1 \(conv2d\)'s activation must be one of .*"relu".* "rleu"\.$/,
  ],
  [
    "a drop-out of everything",
    { encoder: [...encoder, { layer: "dropout", rate: 1 }], decoder },
    /layer 5 \(dropout\)'s rate .* but it is 1\.$/,
  ],
  [
    "no layers",
    { encoder: [], decoder },
    /^RangeError: The network's encoder must be a list of at least one layer, but it is \[\]\.$/,
  ],
  ["no decoder", { encoder }, /^TypeError: .* setting "decoder" is missing/],
  ["nothing at all", undefined, /^RangeError: The network must be settings/],
  [
    "a setting of another kind of network",
    { encoder, decoder, latent: 3 },
    /^TypeError: The network has no setting "latent": it has encoder, decoder, gaussianCode\.$/,
  ],
  [
    "a variational code without its weight",
    { encoder, decoder, gaussianCode: { units: 6 } },
    /^TypeError: The network's setting "gaussianCode\.weight" is missing/,
  ],
  [
    "a convolution of numbers",
    { encoder: [...encoder, convolution], decoder },
    /^RangeError: The encoder's layer 5 \(conv2d\) gets \[6\], but it takes \[height, width, channels\]: put \{ layer: "reshape" \} before it\.$/,
  ],
  [
    "a dense layer of pictures",
    { encoder: encoder.filter(({ layer }) => layer !== "flatten"), decoder },
    /^RangeError: The encoder's layer 3 \(dense\) gets \[4,8,4\], but it takes \[numbers\]: put \{ layer: "flatten" \} before it\.$/,
  ],
  [
    "a flat code made flat",
    { encoder: [...encoder, { layer: "flatten" }], decoder },
    /^RangeError: The encoder's layer 5 \(flatten\) gets \[6\], .* leave it out\.$/,
  ],
  [
    "a shape of more numbers than there are",
    { encoder, decoder: [{ layer: "dense", units: 100 }, ...decoder.slice(1)] },
    /^RangeError: The decoder's layer 2 \(reshape\) gets \[100\], but it makes \[4,8,4\] of 128 numbers: change its targetShape\.$/,
  ],
  [
    "other channels than the picture's",
    { encoder, decoder: [...decoder, { ...convolution, filters: 3 }] },
    /^RangeError: The decoder gives \[8,16,3\] for a picture of \[8,16,4\]/,
  ],
  [
    "twice the picture's size",
    { encoder, decoder: [...decoder, { layer: "upSampling2d", size: 2 }] },
    /^RangeError: The decoder gives \[16,32,4\] for a picture of \[8,16,4\]/,
  ],
];

for (const [name, settings, message] of refused) {
  Deno.test(`a network with ${name} is refused in one sentence`, () =>
    assertNoTensorsLeft(async () => {
      const error = await failureOf(() =>
        createAutoencoder(settings as NetworkSettings, {
          inputShape: [8, 16, 4],
          seed: 1,
        })
      );
      expect(String(error)).toMatch(message);
    }));
}

Deno.test("a network is the same however its settings are ordered", () => {
  const one = mirrored({ filters: [4, 8] });
  const other = {
    decoder: one.decoder,
    encoder: one.encoder.map((layer) =>
      Object.fromEntries(Object.entries(layer).reverse())
    ),
  } as unknown as NetworkSettings;
  expect(same(one, network(other))).toBe(true);
  expect(same(one, mirrored({ filters: [4, 9] }))).toBeFalsy();
  expect(same(one, mirrored({ filters: [4, 8], upsampling: "before" })))
    .toBeFalsy();
});

Deno.test("another size of the code changes the last convolution alone", () => {
  const changed = withCodeChannels(assignedNetwork, 32);
  expect(
    changed.encoder.flatMap((layer) =>
      layer.layer === "conv2d" ? [layer.filters] : []
    ),
  ).toStrictEqual([32, 64, 128, 32]);
  expect(changed.decoder).toBe(assignedNetwork.decoder);
  expect(() =>
    withCodeChannels({ encoder: [{ layer: "flatten" }], decoder }, 32)
  ).toThrow(failure("RangeError", /no convolution/));
});
