/**
 * A process that does not outlive the one that starts it, however that ends.
 *
 * @module
 */

/**
 * On Linux the system itself signals the process when its parent has ended; the
 * shell looks whether the parent was gone before that was asked for. Elsewhere,
 * and without the permission to run `setpriv`, the command is as it was.
 *
 * @param signal What the process gets when its parent has ended.
 */
export async function tied(
  command: [string, ...string[]],
  signal: "KILL" | "TERM",
): Promise<[string, ...string[]]> {
  if (!await canTie()) return command;
  return [
    ...["setpriv", "--pdeathsig", signal] as const,
    ...["sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"', String(Deno.pid)],
    ...command,
  ];
}

async function canTie(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const asked = { name: "run", command: "setpriv" } as const;
  if ((await Deno.permissions.query(asked)).state !== "granted") return false;
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/setpriv`).isFile;
    } catch {
      return false; // Not there, or not to be seen: the next folder.
    }
  });
}
