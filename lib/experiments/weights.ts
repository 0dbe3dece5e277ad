/**
 * Weights on disk, in TensorFlow.js's layers format: `model.json` with the
 * architecture and a manifest, `weights.bin` with the numbers.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { writeFileAtomically } from "../base/workspace.ts";

/**
 * Writes a model into a new folder.
 *
 * @throws {Deno.errors.AlreadyExists} when the folder exists.
 */
export async function saveModel(
  model: tf.LayersModel,
  folder: string,
): Promise<void> {
  await Deno.mkdir(folder);
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    const { modelTopology, weightSpecs, weightData } = artifacts;
    const data = tf.io.CompositeArrayBuffer.join(weightData);
    await writeFileAtomically(`${folder}/weights.bin`, new Uint8Array(data));
    await writeFileAtomically(
      `${folder}/model.json`,
      JSON.stringify({
        format: artifacts.format,
        generatedBy: artifacts.generatedBy,
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
      }),
    );
    return {
      modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
    };
  }));
}

/**
 * Reads a saved model's weights into a model of the same architecture.
 *
 * @throws {RangeError} when the numbers on disk are not those that the manifest
 * promises or do not fit the model.
 */
export async function loadWeights(
  model: tf.LayersModel,
  folder: string,
): Promise<void> {
  const { weightsManifest: [group] } = JSON.parse(
    await Deno.readTextFile(`${folder}/model.json`),
  ) as tf.io.ModelJSON;
  const data = await Deno.readFile(`${folder}/weights.bin`);
  const specs = group?.weights ?? [];
  const expected = specs.reduce(
    (bytes, { shape }) => bytes + 4 * tf.util.sizeFromShape(shape),
    0,
  );
  if (data.byteLength !== expected) {
    throw new RangeError(
      `${folder}/weights.bin holds ${data.byteLength} bytes, but model.json beside it promises ${expected}: delete the folder and train again.`,
    );
  }
  const weights = tf.io.decodeWeights(data.buffer, specs);
  try {
    model.setWeights(specs.map(({ name }) => weights[name]!));
  } finally {
    tf.dispose(weights);
  }
}
