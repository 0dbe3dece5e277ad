/**
 * TensorFlow operations that TensorFlow.js composes of many small ones. Calling
 * them directly takes a sixth off a training step (measured by `deno task
 * bench`); the results are the same.
 *
 * @module
 */
import { nativeBackend, type OperationAttribute, tf } from "./engine.ts";

/**
 * A variable that TensorFlow updates in place. Its memory is freed with the
 * handle.
 */
export type ResourceHandle = tf.Tensor;

/** @returns a handle to a new variable; the caller disposes it. */
export function createResource(value: tf.Tensor): ResourceHandle {
  const handle = nativeBackend().executeSingleOutput("VarHandleOp", [
    text("container", ""),
    // TensorFlow's own name for variables that nobody looks up: they are
    // counted by reference, where named ones would live as long as the process.
    text("shared_name", "cd2c89b7-88b7-44c8-ad83-06c2a9158347"),
    type("dtype"),
    { name: "shape", type: code("TF_ATTR_SHAPE"), value: value.shape },
  ], []);
  assignResource(handle, value);
  return tf.keep(handle);
}

export function assignResource(handle: ResourceHandle, value: tf.Tensor) {
  execute("AssignVariableOp", [type("dtype")], [handle, value]);
}

/** @returns the variable's present value; the caller disposes it. */
export function readResource(handle: ResourceHandle): tf.Tensor {
  return nativeBackend().executeSingleOutput(
    "ReadVariableOp",
    [type("dtype")],
    [handle],
  );
}

/** Inputs of TensorFlow's `ResourceApplyAdam`, by its documentation's names. */
export interface AdamUpdate {
  value: ResourceHandle;
  firstMoment: ResourceHandle;
  secondMoment: ResourceHandle;
  beta1Power: tf.Scalar;
  beta2Power: tf.Scalar;
  learningRate: tf.Scalar;
  beta1: tf.Scalar;
  beta2: tf.Scalar;
  epsilon: tf.Scalar;
  gradient: tf.Tensor;
}

/** One step of Adam on one variable and its moments, in place. */
export function applyAdam(update: AdamUpdate) {
  execute("ResourceApplyAdam", [
    type("T"),
    { name: "use_locking", type: code("TF_ATTR_BOOL"), value: false },
    { name: "use_nesterov", type: code("TF_ATTR_BOOL"), value: false },
  ], [
    update.value,
    update.firstMoment,
    update.secondMoment,
    update.beta1Power,
    update.beta2Power,
    update.learningRate,
    update.beta1,
    update.beta2,
    update.epsilon,
    update.gradient,
  ]);
}

/** A batch that was normalised. */
export interface NormalizedBatch {
  output: tf.Tensor4D;
  /** Of each channel, over the batch and its places. */
  mean: tf.Tensor1D;
  /** The same, divided by their number less one. */
  variance: tf.Tensor1D;
}

/**
 * `scale (x - mean) / sqrt(variance + epsilon) + offset`, with the variance
 * divided by the number of values.
 *
 * @param x `[batch, height, width, channels]`.
 */
export function normalizeBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalizedBatch {
  const [output, mean, variance] = tf.engine().runKernel(
    "FusedBatchNormV3",
    { x, scale, offset },
    { epsilon },
  ) as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
  return { output, mean, variance };
}

/** TensorFlow's batch normalisation while training, and its gradient. */
function registerBatchNormalization() {
  const attributes = (epsilon: number): OperationAttribute[] => [
    type("T"),
    type("U"),
    { name: "epsilon", type: code("TF_ATTR_FLOAT"), value: epsilon },
    text("data_format", "NHWC"),
    { name: "is_training", type: code("TF_ATTR_BOOL"), value: true },
  ];
  tf.registerKernel({
    kernelName: "FusedBatchNormV3",
    backendName: "tensorflow",
    kernelFunc({ inputs, attrs }) {
      const none = tf.tensor1d([]);
      const outputs = nativeBackend().executeMultipleOutputs(
        "FusedBatchNormV3",
        attributes((attrs as unknown as { epsilon: number }).epsilon),
        [inputs["x"]!, inputs["scale"]!, inputs["offset"]!, none, none],
        6,
      );
      none.dispose();
      return outputs;
    },
  });
  tf.registerGradient({
    kernelName: "FusedBatchNormV3",
    inputsToSave: ["x", "scale"],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc(dys, [x, scale, ...reserved], attrs) {
      const [dx, dScale, dOffset] = nativeBackend().executeMultipleOutputs(
        "FusedBatchNormGradV3",
        attributes((attrs as unknown as { epsilon: number }).epsilon),
        [(dys as tf.Tensor[])[0]!, x!, scale!, ...reserved],
        5,
      );
      return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! };
    },
  });
}

/**
 * Gives ReLU a gradient of one operation, `dy where y > 0`, in place of five.
 */
function registerReluGradient() {
  tf.registerKernel({
    kernelName: "ReluGrad",
    backendName: "tensorflow",
    kernelFunc: ({ inputs }) =>
      nativeBackend().executeSingleOutput(
        "ReluGrad",
        [type("T")],
        [inputs["dy"]!, inputs["y"]!],
      ),
  });
  tf.unregisterGradient("Relu");
  tf.registerGradient({
    kernelName: "Relu",
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () =>
        tf.engine().runKernel("ReluGrad", { dy: dy as tf.Tensor, y: y! }),
    }),
  });
}

function execute(
  operation: string,
  attributes: OperationAttribute[],
  inputs: tf.TensorInfo[],
) {
  nativeBackend().executeMultipleOutputs(operation, attributes, inputs, 0);
}

function code(name: `TF_${string}`): number {
  return nativeBackend().binding[name]!;
}

function type(name: string): OperationAttribute {
  return { name, type: code("TF_ATTR_TYPE"), value: code("TF_FLOAT") };
}

function text(name: string, value: string): OperationAttribute {
  return { name, type: code("TF_ATTR_STRING"), value };
}

if (tf.getBackend() === "tensorflow") {
  registerReluGradient();
  registerBatchNormalization();
}
