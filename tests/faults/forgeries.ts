/**
 * What somebody could do to a clone so that its report says what is not so.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { projectFolder } from "../../lib/base/workspace.ts";
import {
  type CodeCell,
  formatNotebook,
  hashOutputs,
  readNotebook,
} from "../../tools/notebook/notebook.ts";
import { hashInputs } from "../../tools/notebook/staleness.ts";

/** Something that a forger does. */
export interface Forgery {
  what: string;
  /** @param folder The clone to be spoiled. */
  forge(folder: string): Promise<void>;
  /** Whether the report is made anew from it, so that it says the same. */
  launders?: true;
  /** The folder of a run that nothing but its training can tell of. */
  retrained?: string;
}

const one = "notebooks/1_autoencoder.ipynb";
/** Of the network that all questions show, and of one that is only cited. */
const [network, recordAlone] = ["autoencoder", "joint-lambda-0-seed-2"].map(
  (name) => {
    const folders = [...Deno.readDirSync(join(projectFolder, "data/runs"))];
    const isNamedSo = new RegExp(`^${name}-[0-9a-f]{8}$`);
    return `data/runs/${folders.find((it) => isNamedSo.test(it.name))!.name}`;
  },
) as [string, string];

/** Edits a text file, and fails where there is nothing to edit. */
async function edit(
  folder: string,
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
  folder: string,
  from: string | RegExp,
  to: string,
): Promise<void> {
  await edit(folder, one, from, to);
  await renewHashes(folder);
}

async function renewHashes(folder: string): Promise<void> {
  const path = join(folder, one);
  const notebook = await readNotebook(path);
  const made = notebook.metadata.emoji_autoencoder!;
  made.inputs = await hashInputs(notebook, folder);
  made.outputs = hashOutputs(notebook);
  await Deno.writeTextFile(path, formatNotebook(notebook));
}

async function flipByte(folder: string, path: string): Promise<void> {
  const bytes = await Deno.readFile(join(folder, path));
  const exponent = (bytes.length >> 1) | 3; // of a float in the middle
  bytes[exponent] = bytes[exponent]! ^ 0x40;
  await Deno.writeFile(join(folder, path), bytes);
}

async function weightsOf(folder: string): Promise<string> {
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
    forge: (folder) =>
      edit(folder, `${network}/run.json`, testNumber, "$10.00"),
  },
  {
    what: "the same, and the report made anew",
    launders: true,
    forge: (folder) =>
      edit(folder, `${network}/run.json`, testNumber, "$10.00"),
  },
  {
    what: "a loss of the history, and the report made anew",
    launders: true,
    retrained: recordAlone,
    forge: (folder) =>
      edit(folder, `${recordAlone}/run.json`, /"loss": ?0\.0/, '"loss": 0.1'),
  },
  {
    what: "a test result of a run without weights, and the report made anew",
    launders: true,
    retrained: recordAlone,
    forge: (folder) =>
      edit(folder, `${recordAlone}/run.json`, testNumber, "$10.00"),
  },
  {
    what: "a duration, and the report made anew",
    launders: true,
    forge: (folder) =>
      edit(folder, `${recordAlone}/run.json`, /"seconds": \d+/, '"seconds": 9'),
  },
  {
    what: "a run under the name of another seed",
    async forge(folder) {
      const copy = join(folder, recordAlone);
      await edit(folder, `${recordAlone}/run.json`, '"seed": 2', '"seed": 9');
      await Deno.rename(copy, copy.replace("seed-2", "seed-9"));
    },
  },
  {
    what: "the key of a run",
    forge: (folder) =>
      edit(folder, `${network}/run.json`, /"key": ?"../, '"key": "00'),
  },
  {
    what: "a setting of a run",
    forge: (folder) =>
      edit(folder, `${network}/run.json`, /"batchSize": ?32/, '"batchSize": 8'),
  },
  {
    what: "a byte of the weights",
    forge: async (folder) =>
      await flipByte(folder, join(network, await weightsOf(folder))),
  },
  {
    what: "a byte of the weights with its hash",
    async forge(folder) {
      const path = join(network, await weightsOf(folder));
      const before = sha256(await Deno.readFile(join(folder, path)));
      await flipByte(folder, path);
      const after = sha256(await Deno.readFile(join(folder, path)));
      await edit(folder, `${network}/run.json`, before, after);
    },
  },
  {
    what: "a run that was never trained",
    async forge(folder) {
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
    forge: (folder) =>
      edit(folder, one, "test set is 0.01", "test set is 0.00"),
  },
  {
    what: "the same with the notebook's hashes, and the report made anew",
    launders: true,
    async forge(folder) {
      await editNotebook(folder, /test set is 0\.01/g, "test set is 0.00");
    },
  },
  {
    what:
      "a claim's value with the notebook's hashes, and the report made anew",
    launders: true,
    async forge(folder) {
      await editNotebook(folder, /"mse": 0\.01/, '"mse": 0.00');
    },
  },
  {
    what: "an output that no cell gave, with the notebook's hashes",
    launders: true,
    async forge(folder) {
      const shown = '{"name":"stdout","output_type":"stream","text":"0.001"}';
      await editNotebook(
        folder,
        /"outputs": \[\],/,
        `"outputs": [${shown}],`,
      );
    },
  },
  {
    what: "an output taken out, with the notebook's hashes",
    launders: true,
    async forge(folder) {
      const path = join(folder, one);
      const notebook = await readNotebook(path);
      const cell = notebook.cells.findLast((cell) =>
        cell.cell_type === "code" && cell.outputs.length > 0
      ) as CodeCell;
      cell.outputs = [];
      await Deno.writeTextFile(path, formatNotebook(notebook));
      await renewHashes(folder);
    },
  },
  {
    what: "a count beside a cell",
    forge: (folder) =>
      edit(folder, one, /"execution_count": 5/, '"execution_count": 9'),
  },
  {
    what: "a picture",
    forge: (folder) =>
      Deno.copyFile(
        join(folder, "figures/joint-reconstructions.png"),
        join(folder, "figures/reconstructions.png"),
      ),
  },
  {
    what: "a chart with its hash and the notebook's, and the report made anew",
    launders: true,
    async forge(folder) {
      const path = "figures/learning-curves.svg";
      const hash = async () => sha256(await Deno.readFile(join(folder, path)));
      const before = await hash();
      await edit(folder, path, "#0072B2", "#D55E00");
      await editNotebook(folder, before, await hash());
    },
  },
  {
    what: "a picture that no notebook makes",
    forge: (folder) =>
      Deno.copyFile(
        join(folder, "figures/reconstructions.png"),
        join(folder, "figures/more.jpg"),
      ),
  },
  ...["report.md", "report.pdf", "report.html"].map((file) => ({
    what: `${file} with its hash in report.lock`,
    async forge(folder: string) {
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
    what: "a source of the literature",
    forge: (folder) =>
      edit(folder, "notebooks/literature.json", "Kingma", "Kingman"),
  },
  {
    what: "an author",
    forge: (folder) =>
      edit(
        folder,
        "notebooks/report.json",
        /"authors": \[/,
        '"authors": ["A", ',
      ),
  },
  {
    what: "report.lock taken away",
    forge: (folder) => Deno.remove(join(folder, "report.lock")),
  },
  {
    what: "a constant of the library",
    forge: (folder) =>
      edit(folder, "lib/analysis/intervals.ts", "0.975", "0.9"),
  },
  {
    what: "the kernel's own code",
    async forge(folder) {
      const path = join(folder, "tools/kernel/child/start.ts");
      await Deno.writeTextFile(path, "\nglobalThis.x = 1;\n", { append: true });
    },
  },
  {
    what: "a hash in deno.lock",
    forge: (folder) => edit(folder, "deno.lock", /sha512-./, "sha512-0"),
  },
  {
    what: "the page's script",
    forge: (folder) =>
      edit(
        folder,
        "tools/report/html/browser/map.ts",
        "along <= 0",
        "along <= 1",
      ),
  },
  {
    what: "a value that PyTorch gave",
    forge: (folder) =>
      edit(folder, "tests/fixtures/pytorch.json", /0\.\d\d/, "0.77"),
  },
  {
    what: "a pin of the engine",
    forge: (folder) =>
      edit(folder, "tools/engine/cpu.txt", "sha256:", "sha256:0"),
  },
  {
    what: "the version of a package",
    forge: (folder) =>
      edit(folder, "deno.json", "nodejs-polars@0.25.2", "nodejs-polars@0.25.1"),
  },
  {
    what: "a permission of a task",
    forge: (folder) => edit(folder, "deno.json", "--allow-ffi", "--allow-all"),
  },
  {
    what: "a figure in the README",
    forge: (folder) => edit(folder, "README.md", /after \d+ ms/, "after 1 ms"),
  },
  {
    what: "a figure of the benchmark",
    forge: (folder) =>
      edit(folder, "tools/bench/results.json", /\d{3}\./, "1."),
  },
];
