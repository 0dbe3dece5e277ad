/**
 * Where in a cell the syntax is wrong: the Deno kernel does not say.
 *
 * @module
 */
import { runDeno } from "../common/run_deno.ts";

/**
 * Lets `deno fmt` parse the code.
 *
 * @returns what is wrong, the line and a mark under the place; undefined if
 * nothing is.
 */
export async function findSyntaxError(
  code: string,
): Promise<string | undefined> {
  const { stderr } = await runDeno(
    ["fmt", "--no-config", "--ext", "ts", "-"],
    { input: code },
  );
  return /SyntaxError: ([\s\S]*?)\n\s+at file:/.exec(stderr)?.[1];
}
