/**
 * Running this Deno as a command.
 *
 * @module
 */

/**
 * Runs a command of this Deno without colours.
 *
 * @param options `input`: for its standard input; `folder`: where it runs, the
 * present one unless told otherwise.
 */
export async function runDeno(
  args: string[],
  { input = "", folder }: { input?: string; folder?: string } = {},
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, stdout: text(stdout), stderr: text(stderr) };
}
