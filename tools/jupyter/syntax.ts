/**
 * Where in a cell the syntax is wrong: the Deno kernel does not say.
 *
 * @module
 */

/**
 * Lets `deno fmt` parse the code.
 *
 * @returns what is wrong, the line and a mark under the place; undefined if
 * nothing is.
 */
export async function findSyntaxError(
  code: string,
): Promise<string | undefined> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--no-config", "--ext", "ts", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { stderr } = await process.output();
  return /SyntaxError: ([\s\S]*?)\n\s+at file:/
    .exec(new TextDecoder().decode(stderr))?.[1];
}
