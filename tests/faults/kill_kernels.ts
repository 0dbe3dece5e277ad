/**
 * `deno task faults:kernel`: kills kernels and JupyterLab at random moments and
 * looks at what is left.
 *
 * @module
 */
import { expect } from "@std/expect";
import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "../../lib/base/random.ts";
import { newConnectionFile } from "../../tools/kernel/connection.ts";
import { kernelCommand } from "../../tools/kernel/install.ts";
import { connect } from "../tools/kernel/front_end.ts";

/** A process may take so long to notice that its parent has ended. */
const noticeTime = 5000; // milliseconds

/** How often each kind of process was killed, and what was left of it. */
export interface Deaths {
  kills: number;
  orphans: number;
  files: number;
}

/**
 * Starts the kernel of front ends, in which a cell computes without a pause as
 * soon as it listens, and kills it, not its child.
 */
export async function killKernels(
  kills: number,
  seed: number,
): Promise<Deaths> {
  const random = createRandom(seed);
  const folder = await Deno.makeTempDir();
  let orphans = 0;
  try {
    for (let count = 0; count < kills; count++) {
      const file = newConnectionFile();
      const path = `${folder}/connection.json`;
      await Deno.writeTextFile(path, JSON.stringify(file));
      const [program, ...args] = kernelCommand(path);
      const process = new Deno.Command(program, {
        args,
        cwd: folder,
        env: { TMPDIR: folder },
        stderr: "null",
        stdout: "null",
      }).spawn();
      const moment = delay(random.uniform(0, 1000));
      const killed = new AbortController();
      const busy = connect(file, { onOutput() {} }, killed.signal).then((
        connection,
      ) => {
        connection.tell({
          type: "execute_request",
          content: { code: "while (true);", silent: false },
        });
        return connection;
      });
      busy.catch(() => {}); // It was killed while somebody connected.
      await moment;
      const children = descendants(process.pid);
      process.kill("SIGKILL");
      await process.status;
      const living = await livingAfter(children);
      orphans += living.length;
      for (const pid of living) Deno.kill(pid, "SIGKILL");
      killed.abort();
      await Promise.race([
        busy.then((connection) => connection.close(), () => {}),
        delay(50),
      ]);
    }
    const files = [...Deno.readDirSync(folder)].length - 1;
    return { kills, orphans, files };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Ends `tools/lab.ts` with a signal while a kernel of JupyterLab computes. */
export async function killLab(signal: "SIGTERM" | "SIGKILL" | "SIGHUP") {
  const { port, token } = { port: freePort(), token: crypto.randomUUID() };
  const lab = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--allow-all", "tools/lab.ts", "--no-browser"],
      ...["--allow-root", "--log-level=ERROR", `--ServerApp.port=${port}`],
      `--IdentityProvider.token=${token}`,
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const api = `http://127.0.0.1:${port}/api`;
  const headers = { Authorization: `token ${token}` };
  while (!await fetch(api, { headers }).then((r) => r.text(), () => "")) {
    await delay(200);
  }
  const body = JSON.stringify({ name: "deno-emoji-autoencoder" });
  const made = await fetch(`${api}/kernels`, { method: "POST", headers, body });
  expect(made.status).toBe(201);
  await delay(2000);
  const children = descendants(lab.pid);
  expect(children.length).toBeGreaterThanOrEqual(3);
  lab.kill(signal);
  await lab.status;
  const living = await livingAfter(children);
  for (const pid of living) Deno.kill(pid, "SIGKILL");
  return { kills: 1, orphans: living.length, files: 0 };
}

/** All processes that a process has started, and those that they have. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    if (!pid) continue;
    const stat = readStat(pid);
    if (stat) parents.set(pid, stat.parent);
  }
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) {
      if (parent === pid) found.push(child);
    }
  }
  return found.slice(1);
}

async function livingAfter(pids: number[]): Promise<number[]> {
  const deadline = performance.now() + noticeTime;
  let living = pids;
  while (living.length > 0 && performance.now() < deadline) {
    living = living.filter((pid) => {
      const state = readStat(pid)?.state;
      return state !== undefined && state !== "Z";
    });
    await delay(50);
  }
  return living;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readStat(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: state!, parent: Number(parent) };
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound ||
      /No such process/.test((error as Error).message);
    if (isGone) return undefined;
    throw error;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

if (import.meta.main) {
  const results = {
    "kernel, SIGKILL at a random moment of its first second": await killKernels(
      100,
      1,
    ),
    "JupyterLab, SIGTERM": await killLab("SIGTERM"),
    "JupyterLab, SIGHUP": await killLab("SIGHUP"),
    "JupyterLab, SIGKILL": await killLab("SIGKILL"),
  };
  for (const [what, { kills, orphans, files }] of Object.entries(results)) {
    console.log(`${what}: ${kills} kills, ${orphans} orphans, ${files} files.`);
  }
  const sum = Object.values(results).reduce(
    (sum, { orphans, files }) => sum + orphans + files,
    0,
  );
  Deno.exit(sum === 0 ? 0 : 1);
}
