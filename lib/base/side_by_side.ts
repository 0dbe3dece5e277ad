/**
 * @module
 */
import { availableParallelism } from "node:os";

/**
 * Works on items side by side, what waits going to the worker that is free. After
 * a failure none is begun, but those that are under way are finished.
 *
 * @param workers At most so many at once: one for each processor by default.
 * @returns the results in the order of the items.
 * @throws {Error} what one failed with, or, if several did, a line for each.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  workers = availableParallelism(),
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: Error[] = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    while (errors.length === 0 && waiting.length > 0) {
      const [index, item] = waiting.shift()!;
      try {
        results[index] = await work(item);
      } catch (error) {
        errors.push(error as Error);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const [first, ...others] = errors;
  if (first && others.length === 0) throw first;
  if (first) {
    throw new Error(errors.map(({ message }) => message).join("\n"), {
      cause: first,
    });
  }
  return results;
}
