/**
 * What somebody could do to a clone so that its report says what is not so.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";
import {
  formatNotebook,
  hashOutputs,
  readNotebook,
} from "../../tools/notebook/notebook.ts";
import { hashInputs } from "../../tools/notebook/staleness.ts";

/** A clone to be spoiled. */
export interface Clone {
  folder: string;
  /** Makes the report anew, as whoever wants to launder a number would. */
  report(): Promise<void>;
}

/** Something that a forger does. */
export interface Forgery {
  what: string;
  forge(clone: Clone): Promise<void>;
}

const one = "notebooks/1_autoencoder.ipynb";
const network = "data/runs/autoencoder-3eb0d2bc";
const recordAlone = "data/runs/autoencoder-seed-2-fc6831e0";

/** Edits a text file, and fails where there is nothing to edit. */
async function edit(
  { folder }: Clone,
  path: string,
  from: string | RegExp,
  to: string,
): Promise<void> {
  const text = await Deno.readTextFile(join(folder, path));
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${path} has no ${from}.`);
  await Deno.writeTextFile(join(folder, path), edited);
}

/** Edits a notebook and renews the hashes that it keeps of itself. */
async function editNotebook(
  clone: Clone,
  from: string | RegExp,
  to: string,
): Promise<void> {
  await edit(clone, one, from, to);
  const path = join(clone.folder, one);
  const notebook = await readNotebook(path);
  const made = notebook.metadata.emoji_autoencoder!;
  made.inputs = await hashInputs(notebook, clone.folder);
  made.outputs = hashOutputs(notebook);
  await Deno.writeTextFile(path, formatNotebook(notebook));
}

/** Edits run.json, and its hash in the notebook that shows it. */
async function editRun(
  clone: Clone,
  run: string,
  from: string | RegExp,
  to: string,
): Promise<void> {
  const path = join(clone.folder, run, "run.json");
  const before = sha256(await Deno.readFile(path));
  await edit(clone, `${run}/run.json`, from, to);
  await editNotebook(clone, before, sha256(await Deno.readFile(path)));
  await clone.report();
}

async function flipByte({ folder }: Clone, path: string): Promise<void> {
  const bytes = await Deno.readFile(join(folder, path));
  const exponent = (bytes.length >> 1) | 3; // of a float in the middle
  bytes[exponent] = bytes[exponent]! ^ 0x40;
  await Deno.writeFile(join(folder, path), bytes);
}

async function weightsOf({ folder }: Clone): Promise<string> {
  const record = JSON.parse(
    await Deno.readTextFile(join(folder, network, "run.json")),
  ) as { weights: Record<string, string> };
  return Object.keys(record.weights).find((path) =>
    path.endsWith("decoder/weights.bin")
  )!;
}

const testNumber = /("test": ?\{[^}]*?"meanSquaredError": ?)0\.0\d/;

export const forgeries: Forgery[] = [
  {
    what: "a test result in run.json",
    forge: (clone) => edit(clone, `${network}/run.json`, testNumber, "$10.00"),
  },
  {
    what: "the same with all hashes, and the report made from it",
    forge: (clone) => editRun(clone, network, testNumber, "$10.00"),
  },
  {
    what: "a loss of the history with all hashes, and the report made from it",
    forge: (clone) => editRun(clone, network, /"loss": ?0\.0/, '"loss": 0.1'),
  },
  {
    what: "a test result of a run without weights, with all hashes",
    forge: (clone) => editRun(clone, recordAlone, testNumber, "$10.00"),
  },
  {
    what: "the key of a run",
    forge: (clone) =>
      edit(clone, `${network}/run.json`, /"key": ?"../, '"key": "00'),
  },
  {
    what: "a setting of a run",
    forge: (clone) =>
      edit(clone, `${network}/run.json`, /"batchSize": ?32/, '"batchSize": 8'),
  },
  {
    what: "a byte of the weights",
    forge: async (clone) =>
      await flipByte(clone, join(network, await weightsOf(clone))),
  },
  {
    what: "a byte of the weights with its hash",
    async forge(clone) {
      const path = join(network, await weightsOf(clone));
      const before = sha256(await Deno.readFile(join(clone.folder, path)));
      await flipByte(clone, path);
      const after = sha256(await Deno.readFile(join(clone.folder, path)));
      await edit(clone, `${network}/run.json`, before, after);
    },
  },
  {
    what: "a run that was never trained",
    async forge({ folder }) {
      const copy = join(folder, `${network.slice(0, -8)}00000000`);
      await Deno.mkdir(copy);
      await Deno.copyFile(
        join(folder, network, "run.json"),
        join(copy, "run.json"),
      );
    },
  },
  {
    what: "a number in an output",
    forge: (clone) => edit(clone, one, "test set is 0.01", "test set is 0.00"),
  },
  {
    what: "the same with the notebook's hashes, and the report made from it",
    async forge(clone) {
      await editNotebook(clone, /test set is 0\.01/g, "test set is 0.00");
      await clone.report();
    },
  },
  {
    what: "a claim's value with the notebook's hashes",
    async forge(clone) {
      await editNotebook(clone, /"mse": 0\.01/, '"mse": 0.00');
      await clone.report();
    },
  },
  {
    what: "a count beside a cell",
    forge: (clone) =>
      edit(clone, one, /"execution_count": 5/, '"execution_count": 9'),
  },
  {
    what: "a picture",
    forge: ({ folder }) =>
      Deno.copyFile(
        join(folder, "figures/joint-reconstructions.png"),
        join(folder, "figures/reconstructions.png"),
      ),
  },
  {
    what: "a chart with its hash and the notebook's, and the report made of it",
    async forge(clone) {
      const path = "figures/learning-curves.svg";
      const hash = async () =>
        sha256(await Deno.readFile(join(clone.folder, path)));
      const before = await hash();
      await edit(clone, path, "<text", '<text fill="red"');
      await editNotebook(clone, before, await hash());
      await clone.report();
    },
  },
  {
    what: "a picture that no notebook makes",
    forge: ({ folder }) =>
      Deno.copyFile(
        join(folder, "figures/reconstructions.png"),
        join(folder, "figures/more.jpg"),
      ),
  },
  ...["report.md", "report.pdf", "report.html"].map((file) => ({
    what: `${file} with its hash in report.lock`,
    async forge({ folder }: Clone) {
      const path = join(folder, file);
      const lock = join(folder, "report.lock");
      const before = sha256(await Deno.readFile(path));
      await Deno.writeFile(path, new Uint8Array([10]), { append: true });
      const after = sha256(await Deno.readFile(path));
      const text = await Deno.readTextFile(lock);
      await Deno.writeTextFile(lock, text.replace(before, after));
    },
  })),
  {
    what: "a constant of the library",
    forge: (clone) => edit(clone, "lib/analysis/intervals.ts", "0.975", "0.9"),
  },
  {
    what: "the kernel's own code",
    async forge({ folder }) {
      const path = join(folder, "tools/kernel/child/start.ts");
      await Deno.writeTextFile(path, "\nglobalThis.x = 1;\n", { append: true });
    },
  },
  {
    what: "a pin of the engine",
    forge: (clone) =>
      edit(clone, "tools/engine/cpu.txt", "sha256:", "sha256:0"),
  },
  {
    what: "the version of a package",
    forge: (clone) =>
      edit(clone, "deno.json", "nodejs-polars@0.25.2", "nodejs-polars@0.25.1"),
  },
  {
    what: "a permission of a task",
    forge: (clone) => edit(clone, "deno.json", "--allow-ffi", "--allow-all"),
  },
  {
    what: "a figure in the README",
    forge: (clone) => edit(clone, "README.md", "986", "486"),
  },
  {
    what: "a figure of the benchmark",
    forge: (clone) => edit(clone, "tools/bench/results.json", /\d{3}\./, "1."),
  },
];
