import { expect } from "@std/expect";
import { changeSettings } from "../../../tools/training/change_settings.ts";

const settings = { lambda: 0.5, training: { epochs: 30, seed: 1 } };

Deno.test("settings are replaced by numbers, words and objects, also absent ones of a group", () => {
  expect(
    changeSettings(settings, [
      "lambda=0",
      "training.seed=7",
      "training.loss=meanAbsoluteError",
      'training.schedule={"name":"cosine"}',
    ]),
  ).toStrictEqual({
    lambda: 0,
    training: {
      epochs: 30,
      seed: 7,
      loss: "meanAbsoluteError",
      schedule: { name: "cosine" },
    },
  });
  expect(settings.lambda).toBe(0.5);
});

for (const change of ["lamda=1", "train.seed=1", "lambda.x=1"]) {
  Deno.test(`a change beside the settings is refused: ${change}`, () => {
    expect(() => changeSettings(settings, [change])).toThrow(
      `--set ${change} changes nothing, since the run's settings are lambda, training: correct the path.`,
    );
  });
}

Deno.test("a change without a value is refused", () => {
  expect(() => changeSettings(settings, ["lambda"])).toThrow(
    "--set lambda is not understood: write a path and a value, such as training.epochs=50.",
  );
});
