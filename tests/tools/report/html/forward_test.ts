/**
 * The page's networks against TensorFlow.js's, from the same weights on disk,
 * with pictures twice as wide as high.
 */
import { expect } from "@std/expect";
import { hashFile } from "../../../../lib/base/fingerprint.ts";
import { tf } from "../../../../lib/engine/engine.ts";
import type { RunRecord } from "../../../../lib/experiments/run_record.ts";
import { saveModel } from "../../../../lib/experiments/weights.ts";
import {
  type Autoencoder,
  createAutoencoder,
  createClassifier,
} from "../../../../lib/model/autoencoder.ts";
import type { NetworkSettings } from "../../../../lib/model/network.ts";
import { Forward } from "../../../../tools/report/html/forward.ts";
import { compileKernel } from "../../../../tools/report/html/kernel_source.ts";
import {
  readNetwork,
  type TrainedNetwork,
} from "../../../../tools/report/html/read_network.ts";
import { assertNoTensorsLeft } from "../../../support/assertions.ts";
import { mirrored } from "../../../support/networks.ts";

const inputShape = [8, 16, 4] as const;

type Record = RunRecord<{ network: NetworkSettings }>;

/** Saves a network as a run does, and hands the run's folder on. */
async function withRun(
  network: NetworkSettings,
  test: (folder: string, record: Record, models: Autoencoder) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const models = createAutoencoder(network, { inputShape, seed: 7 });
  const classifier = createClassifier([2, 4, 8], { classes: 2, seed: 7 });
  try {
    for (const layer of [...models.encoder.layers, ...models.decoder.layers]) {
      // Biases begin at zero, where a mistake would not show.
      const [kernel, bias] = layer.getWeights();
      if (!kernel || !bias) continue;
      tf.tidy(() => layer.setWeights([kernel, tf.randomNormal(bias.shape)]));
    }
    const all = { ...models, classifier };
    const weights: { [path: string]: string } = {};
    await Deno.mkdir(`${folder}/weights-1`);
    for (const [name, model] of Object.entries(all)) {
      const path = `weights-1/${name}`;
      await saveModel(model, `${folder}/${path}`);
      weights[`${path}/weights.bin`] = await hashFile(
        `${folder}/${path}/weights.bin`,
      );
    }
    await test(folder, { settings: { network }, weights } as Record, models);
  } finally {
    for (const model of [...Object.values(models), classifier]) model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

for (const upsampling of ["after", "before"] as const) {
  for (const filters of [[4, 8], [20, 8]]) {
    Deno.test(`a network with ${filters} filters and upsampling ${upsampling} convolutions gives what TensorFlow.js gives`, async () => {
      await assertNoTensorsLeft(() =>
        withRun(
          mirrored({ filters, kernelSize: 5, upsampling }),
          async (folder, record, models) => {
            const network = (await readNetwork(record, folder))!;
            const forward = await Forward.create(await compileKernel());
            const picture = Float32Array.from(
              { length: 8 * 16 * 4 },
              (_, index) => (index * 7919 % 101) / 100,
            );
            const code = forward.run(network.encoder, {
              data: picture,
              shape: inputShape,
            });
            const output = forward.run(network.decoder, code);
            const [expectedCode, expected] = tf.tidy(() => {
              const code = models.encoder.predict(
                tf.tensor4d(picture, [1, ...inputShape]),
              ) as tf.Tensor;
              const output = models.decoder.predict(code) as tf.Tensor;
              return [code.dataSync(), output.dataSync()];
            });
            expect(code.shape).toStrictEqual([2, 4, 8]);
            expect(output.shape).toStrictEqual(inputShape);
            expect(farthest(code.data, expectedCode)).toBeLessThan(1e-5);
            expect(farthest(output.data, expected)).toBeLessThan(1e-5);
            // The second time all weights are in their place.
            expect(forward.run(network.decoder, code).data).toStrictEqual(
              output.data,
            );
          },
        )
      );
    });
  }
}

Deno.test("a classifier's weights are read, and damaged ones are refused by their file", async () => {
  await withRun(mirrored({ filters: [4, 8] }), async (folder, record) => {
    const { classifier } = await readNetwork(record, folder) as TrainedNetwork;
    expect(classifier!.kernel).toHaveLength(2 * 4 * 8 * 2);
    expect(classifier!.bias).toHaveLength(2);
    await Deno.writeFile(
      `${folder}/weights-1/decoder/weights.bin`,
      new Uint8Array(4),
    );
    await expect(readNetwork(record, folder)).rejects.toThrow(
      `${folder}/weights-1/decoder/weights.bin is damaged`,
    );
    await Deno.remove(`${folder}/weights-1`, { recursive: true });
    expect(await readNetwork(record, folder)).toBe(undefined);
  });
});

Deno.test("a network that the page cannot run is none of the page's", async () => {
  const { encoder, decoder } = mirrored({ filters: [4, 8] });
  const sixChannels = encoder.map((layer) =>
    layer.layer === "conv2d" ? { ...layer, filters: 6 } : layer
  );
  await withRun(mirrored({ filters: [4, 8] }), async (folder, record) => {
    const settings = { network: { encoder: sixChannels, decoder } };
    expect(await readNetwork({ ...record, settings }, folder)).toBe(undefined);
  });
});

function farthest(one: Float32Array, other: ArrayLike<number>): number {
  expect(one).toHaveLength(other.length);
  return one.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - other[index]!)),
    0,
  );
}
