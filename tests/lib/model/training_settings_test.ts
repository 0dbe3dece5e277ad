import { expect } from "@std/expect";
import { describeTraining } from "../../../lib/model/describe_training.ts";
import {
  checkTraining,
  learningRateAt,
  type TrainingSettings,
} from "../../../lib/model/training_settings.ts";
import { assertClose } from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };
import { failureOf } from "../../support/failure.ts";

const settings: TrainingSettings = {
  epochs: 8,
  batchSize: 5,
  learningRate: 0.01,
  seed: 1,
};

for (const { settings: schedule, learningRate, rates } of pytorch.schedules) {
  Deno.test(`the schedule ${Deno.inspect(schedule)} is PyTorch's`, () =>
    rates.forEach((rate, index) =>
      assertClose(
        learningRateAt(
          { ...settings, learningRate, schedule } as TrainingSettings,
          index + 1,
        ),
        rate,
        1e-12,
      )
    ));
}

Deno.test("without a schedule the learning rate is constant", () => {
  expect(learningRateAt(settings, 1)).toBe(0.01);
  expect(learningRateAt(settings, 8)).toBe(0.01);
});

const refused: [name: string, change: object, message: RegExp][] = [
  [
    "a mistyped name",
    { learningrate: 0.1 },
    /^TypeError: The training has no setting "learningrate": write "learningRate"\.$/,
  ],
  [
    "an optimiser without its settings",
    { optimizer: "sgd" },
    /optimizer must be settings with a name, but it is "sgd"\.$/,
  ],
  ["an unknown optimiser", { optimizer: { name: "rmsprop" } }, /adam, sgd/],
  [
    "a name that every object has",
    { optimizer: { name: "toString" } },
    /adam, sgd/,
  ],
  [
    "a mistyped constant",
    { optimizer: { name: "sgd", momentun: 0.9 } },
    /optimizer has no setting "momentun": write "momentum"\.$/,
  ],
  [
    "another optimiser's constant",
    { optimizer: { name: "sgd", beta1: 0.9 } },
    /optimizer has no setting "beta1": it has name, momentum\.$/,
  ],
  [
    "a schedule without its numbers",
    { schedule: { name: "steps", every: 2 } },
    /schedule's setting "factor" is missing/,
  ],
  ["an unknown schedule", { schedule: { name: "linear" } }, /cosine, steps/],
  [
    "a text for a number",
    { learningRate: "0.001" },
    /^RangeError: .* learningRate must be a number .*, but it is "0\.001"\.$/,
  ],
  ["a learning rate of 10", { learningRate: 10 }, /at most 1, but it is 10\.$/],
  ["a learning rate of 0", { learningRate: 0 }, /above 0 .*, but it is 0\.$/],
  [
    "no learning rate",
    { learningRate: undefined },
    /"learningRate" is missing/,
  ],
  // Both would draw the numbers of seed 0.
  ["a seed of 2^32", { seed: 2 ** 32 }, /seed .* but it is 4294967296\.$/],
  ["a negative seed", { seed: -1 }, /seed .* but it is -1\.$/],
  ["a billion epochs", { epochs: 1e9 }, /1 to 100,000, but it is 1000000000/],
  ["half an epoch", { epochs: 1.5 }, /epochs .* but it is 1\.5\.$/],
  ["an empty batch", { batchSize: 0 }, /batchSize .* but it is 0\.$/],
  ["no patience", { patience: 0 }, /patience .* but it is 0\.$/],
  ["an unknown loss", { loss: "mse" }, /"meanSquaredError", "meanAbsolute/],
  ["a word for yes or no", { freshAugmentation: "yes" }, /true or false/],
];

for (const [name, change, message] of refused) {
  Deno.test(`a training with ${name} is refused`, async () => {
    const error = await failureOf(() =>
      checkTraining({ ...settings, ...change } as TrainingSettings)
    );
    expect(String(error)).toMatch(message);
  });
}

Deno.test("the hyper-parameters are described with the constants that hold", () => {
  const described = (changes: Partial<TrainingSettings>) =>
    Object.fromEntries(
      describeTraining({ ...settings, ...changes })
        .map((row) => [row["hyper-parameter"], row.value]),
    );
  expect(described({})["optimiser"]).toBe(
    "Adam (beta1 0.9, beta2 0.999, epsilon 1e-8)",
  );
  expect(described({ optimizer: { name: "adam", beta1: 0.5 } })["optimiser"])
    .toBe("Adam (beta1 0.5, beta2 0.999, epsilon 1e-8)");
  const other = described({
    optimizer: { name: "sgd", momentum: 0.9 },
    schedule: { name: "steps", every: 3, factor: 0.5 },
    patience: 4,
    loss: "meanAbsoluteError",
    freshAugmentation: true,
  });
  expect(other["optimiser"]).toBe("SGD (momentum 0.9)");
  expect(other["schedule"]).toBe("steps (every 3, factor 0.5)");
  expect(other["early stopping after"]).toBe("4 epochs");
  expect(other["loss of the reconstruction"]).toBe("mean absolute error");
  expect(other["augmented copies"]).toBe("new in each epoch");
});
