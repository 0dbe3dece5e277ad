import { expect } from "@std/expect";
import { availableParallelism } from "node:os";
import { sideBySide } from "../../../lib/base/side_by_side.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
const many = Array.from({ length: 40 }, (_, index) => index);

Deno.test("results come in the order of the items, and no more are under way than processors", async () => {
  let [now, most] = [0, 0];
  const results = await sideBySide(many, async (item) => {
    most = Math.max(most, ++now);
    for (let turns = 40 - item; turns > 0; turns--) await turn();
    now--;
    return 2 * item;
  });
  expect(results).toStrictEqual(many.map((item) => 2 * item));
  expect(most).toBe(Math.min(many.length, availableParallelism()));
});

Deno.test("after a failure nothing is begun, and what is under way is finished", async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  await expect(sideBySide(many, async (item) => {
    begun.push(item);
    await turn();
    if (item === 0) throw new Error("the first failed");
    ended.push(item);
  })).rejects.toThrow(/^the first failed$/);
  expect(begun.length).toBeLessThanOrEqual(2 * availableParallelism());
  expect(ended).toStrictEqual(begun.slice(1));
});

Deno.test("what several failed with is told at once", async () => {
  const failing = many.slice(0, 2);
  const error = await sideBySide(failing, async (item) => {
    await turn();
    throw new Error(`failed: ${item}`);
  }).catch((error) => error);
  const lines = failing.map((item) => `failed: ${item}`);
  expect((error as Error).message)
    .toBe(lines.slice(0, availableParallelism()).join("\n"));
});
