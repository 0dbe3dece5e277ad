/**
 * Scripts in a process of their own, such as for another engine.
 *
 * @module
 */
import { expect } from "@std/expect";
import { projectFolder } from "../../lib/base/workspace.ts";

/**
 * Runs a script in the project's folder; it fails where that takes half a minute.
 *
 * @returns what it prints: one object, as JSON.
 */
export async function evaluate(
  script: string,
  environment: Record<string, string>,
  // deno-lint-ignore no-explicit-any
): Promise<any> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    cwd: projectFolder,
    env: { ...environment, NO_COLOR: "1" },
    signal: AbortSignal.timeout(30_000),
  }).output();
  const decoder = new TextDecoder();
  expect(decoder.decode(stdout) || decoder.decode(stderr)).toMatch(/^\{/);
  return JSON.parse(decoder.decode(stdout));
}
