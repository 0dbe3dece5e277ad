/**
 * File systems of their own for tests, where root may mount one.
 *
 * @module
 */

/** @returns whether it succeeded. */
export async function mount(...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command("mount", {
    args,
    stderr: "null",
  }).output();
  return success;
}

export async function unmount(folder: string): Promise<void> {
  await new Deno.Command("umount", { args: [folder] }).output();
}

/** Whether mounting is permitted here. */
export const canMount = await mayMount();

async function mayMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir();
  const success = await mount("-t", "tmpfs", "tmpfs", folder);
  if (success) await unmount(folder);
  await Deno.remove(folder);
  return success;
}
