import { expect } from "@std/expect";
import { join } from "node:path";
import {
  type ExportOptions,
  readChapters,
} from "../../../tools/report/chapter.ts";
import { exportReport } from "../../../tools/report/export.ts";
import { findStale } from "../../../tools/report/find_stale.ts";
import { renderMarkdown } from "../../../tools/report/md/markdown.ts";
import { readNotebook } from "../../../tools/notebook/notebook.ts";
import { failureOf } from "../../support/failure.ts";
import { canMount, mount, unmount } from "../../support/mounting.ts";
import { NotebookProject } from "../../support/notebook_project.ts";

const FIRST = [
  "md:# First\n\nSee @fig-curves and @tbl-sizes.",
  'import { figure, markdown, run, smallPrint, table } from "library";',
  'figure("curves");',
  'run("plain");',
  "markdown(`The error is ${(1 / 4).toFixed(3)}.`);",
  'smallPrint("Batch size 32.");',
];
const SECOND = [
  "md:# Second\n\nAs in @fig-curves, see @fig-faces.",
  'import { figure, table } from "library";',
  'figure("faces", { isChart: false });',
  'table("sizes");',
];

function createProject(): Promise<NotebookProject> {
  return NotebookProject.create({
    "1_first.ipynb": FIRST,
    "2_second.ipynb": SECOND,
  });
}

function full({ folder }: NotebookProject): ExportOptions {
  return {
    project: folder,
    output: folder,
    preset: "full",
    renderers: { "report.md": renderMarkdown },
  };
}

async function exported(project: NotebookProject, fresh = false) {
  const lines: string[] = [];
  const onProgress = (line: string) => lines.push(line);
  await exportReport(full(project), { fresh, onProgress });
  // Notebooks run side by side, so that which one begins first is open.
  return lines.filter((line) => line.startsWith("notebooks/")).toSorted();
}

Deno.test("the report is made from the notebooks, and only what is stale runs", async (t) => {
  await using project = await createProject();
  const [first, second] = [
    "notebooks/1_first.ipynb",
    "notebooks/2_second.ipynb",
  ];

  await t.step("before the first export everything is stale", async () => {
    await Deno.remove(join(project.folder, "figures"));
    const stale = await findStale(full(project));
    expect(stale[0]!).toMatch(/1_first.ipynb has not been run/);
    expect(stale[1]!).toMatch(/2_second.ipynb has not been run/);
  });

  await t.step(
    "an export runs all notebooks and writes the report",
    async () => {
      expect(await exported(project)).toStrictEqual([
        `${first} runs`,
        `${second} runs`,
      ]);
      expect(await project.read("report.md")).toBe(
        `<!-- Made by \`deno task report\` from ${first}, ${second}: edit those. -->

# A report

One, Two

## First

See [Figure 1](#fig-curves) and [Table 1](#tbl-sizes).

<a id="fig-curves"></a>![Alt of curves](figures/curves.svg)

**Figure 1.** Caption of curves

The error is 0.250.

<sub>Batch size 32.</sub>

## Second

As in [Figure 1](#fig-curves), see [Figure 2](#fig-faces).

<a id="fig-faces"></a>![Alt of faces](figures/faces.png)

**Figure 2.** Caption of faces

<a id="tbl-sizes"></a>**Table 1.** Caption of sizes

| word |   n |
|:-----|----:|
| a\\|b |   1 |
`,
      );
      expect(await project.read("figures/curves.svg")).toBe(
        "<svg>curves</svg>",
      );
      expect(await findStale(full(project))).toStrictEqual([]);
    },
  );

  await t.step("a second export runs nothing and changes nothing", async () => {
    const before = await project.snapshot();
    expect(await exported(project)).toStrictEqual([
      `${first} is up to date`,
      `${second} is up to date`,
    ]);
    expect(await project.snapshot()).toStrictEqual(before);
    expect([...Deno.readDirSync(join(project.folder, "build"))]).toStrictEqual(
      [],
    );
  });

  await t.step("prose is read anew without running anything", async () => {
    await project.edit(first, "# First", "# The first");
    expect(await findStale(full(project))).toStrictEqual([
      "report.md is not what the notebooks say, or was edited by hand: " +
      "run `deno task report`.",
    ]);
    expect(
      (await exported(project)).every((line) => line.endsWith("up to date")),
    ).toBe(true);
    expect(await project.read("report.md")).toMatch(/## The first/);
    expect(await findStale(full(project))).toStrictEqual([]);
  });

  await t.step("--fresh trains again and runs everything", async () => {
    const record = "data/runs/plain/run.json";
    await project.edit(record, '"trained":1', '"trained":2');
    expect((await findStale(full(project))).join()).toMatch(
      /1_first.ipynb, cell 4: data\/runs\/plain\/run.json is not what/,
    );
    expect(await exported(project, true)).toStrictEqual([
      `${first} runs`,
      `${second} runs`,
    ]);
    expect(await project.read(record)).toMatch(/"trained":1/);
    expect(await findStale(full(project))).toStrictEqual([]);
  });

  await t.step("the quick preset leaves what is committed alone", async () => {
    const before = await project.snapshot();
    const quick: ExportOptions = {
      ...full(project),
      output: join(project.folder, "build/quick"),
      preset: "quick",
    };
    await exportReport(quick);
    expect(await project.snapshot()).toStrictEqual(before);
    expect(await findStale(quick)).toStrictEqual([]);
    const made = await readNotebook(join(quick.output, first));
    expect(made.metadata.emoji_autoencoder?.preset).toBe("quick");
    const [source, heading, notice, ...rest] =
      (await project.read("build/quick/report.md")).split("\n\n");
    expect(notice).toMatch(/^> \*\*Rehearsal: made with the quick preset/);
    expect([source, heading, ...rest].join("\n\n")).toBe(
      await project.read("report.md"),
    );
    await Deno.copyFile(
      join(quick.output, first),
      join(project.folder, first),
    );
    expect((await findStale(full(project)))[0]!).toMatch(
      /1_first.ipynb shows outputs of the quick preset, not of the full one/,
    );
  });
});

Deno.test("a comment, and a module that no notebook uses, make nothing stale", async () => {
  await using project = await createProject();
  await exported(project);
  await project.write("lib/extra.ts", "export const a = 1;");
  const library = await project.read("lib/mod.ts");
  await project.write("lib/mod.ts", `// What it is.\n${library}`);
  expect(await findStale(full(project))).toEqual([]);
});

Deno.test("what is made already is not rendered again", async (t) => {
  await using project = await createProject();
  let rendered = 0;
  const options: ExportOptions = {
    ...full(project),
    renderers: {
      "report.md": (report) => {
        rendered++;
        return renderMarkdown(report);
      },
    },
  };
  const rendersOf = async (action: () => Promise<unknown>) => {
    rendered = 0;
    await action();
    return rendered;
  };
  const exporting = () => exportReport(options);
  expect(await rendersOf(exporting)).toBe(1);
  expect(await rendersOf(exporting)).toBe(0);

  await t.step("--check takes no lock at its word", async () => {
    expect(await rendersOf(() => findStale(options))).toBe(1);
  });

  const changes: [what: string, () => Promise<unknown>][] = [
    ["prose", () => project.edit("notebooks/1_first.ipynb", "# First", "# I")],
    [
      "the title page",
      () => project.edit("notebooks/report.json", "A report", "Our report"),
    ],
    ["an edit of the report", () => project.edit("report.md", "0.250", "0")],
    [
      "an edit of the lock",
      () => project.edit("report.lock", '"from": "', '"from": "0'),
    ],
    [
      "a lock that is cut off",
      () => project.write("report.lock", '{"from"'),
    ],
  ];
  for (const [what, change] of changes) {
    await t.step(`after ${what} it is`, async () => {
      await change();
      expect(await rendersOf(exporting)).toBe(1);
      expect(await rendersOf(exporting)).toBe(0);
      expect(await findStale(options)).toEqual([]);
    });
  }

  await t.step("a lock of other files is named", async () => {
    await project.edit("report.lock", '"from": "', '"from": "0');
    expect(await findStale(options)).toEqual([
      "report.lock is not that of these files: run `deno task report`.",
    ]);
  });
});

Deno.test("each stale thing is named, and an export puts it right", async (t) => {
  await using project = await createProject();
  await exported(project);
  const [first, second] = [
    "notebooks/1_first.ipynb",
    "notebooks/2_second.ipynb",
  ];
  const cases: [what: string, () => Promise<unknown>, RegExp[]][] = [
    [
      "code of one notebook",
      () => project.edit(second, "isChart: false", "isChart: !true"),
      [/2_second.ipynb has outputs from before its code/],
    ],
    [
      "a module that both use",
      async () =>
        project.write(
          "lib/mod.ts",
          `${await project.read("lib/mod.ts")}\nexport const extra = 1;\n`,
        ),
      [/1_first.ipynb has outputs from before/, /2_second.ipynb has outputs/],
    ],
    [
      "the lock file",
      () => project.write("deno.lock", '{"version":"5"}'),
      [/1_first.ipynb has outputs from before/, /2_second.ipynb has outputs/],
    ],
    [
      "an output, edited",
      () => project.edit(first, "The error is 0.250.", "The error is 0.150."),
      [/1_first.ipynb has outputs that were changed/, /report.md is not/],
    ],
    [
      "a picture, replaced",
      () => project.write("figures/faces.png", "another"),
      [/2_second.ipynb, cell 3: figures\/faces.png is not what the notebook/],
    ],
    [
      "a chart, replaced",
      () => project.write("figures/curves.svg", "another"),
      [/1_first.ipynb, cell 3: figures\/curves.svg is not what the notebook/],
    ],
    [
      "a figure, deleted",
      () => Deno.remove(join(project.folder, "figures/curves.png")),
      [/1_first.ipynb, cell 3: figures\/curves.png is missing/],
    ],
    [
      "a run, deleted",
      () => Deno.remove(join(project.folder, "data/runs/plain/run.json")),
      [/1_first.ipynb, cell 4: data\/runs\/plain\/run.json is missing/],
    ],
    [
      "the report, edited by hand",
      () => project.edit("report.md", "0.250", "0.001"),
      [/report.md is not what the notebooks say/],
    ],
    [
      "the report, deleted",
      () => Deno.remove(join(project.folder, "report.md")),
      [/report.md is missing/],
    ],
  ];
  for (const [what, change, expected] of cases) {
    await t.step(what, async () => {
      await change();
      const before = await project.snapshot();
      const stale = await findStale(full(project));
      expect(stale.length).toBe(expected.length);
      expected.forEach((pattern, k) => expect(stale[k]!).toMatch(pattern));
      expect(await project.snapshot()).toStrictEqual(before);
      await exported(project);
      expect(await findStale(full(project))).toStrictEqual([]);
    });
  }

  await t.step("a figure that no notebook makes", async () => {
    await project.write("figures/old.png", "old");
    expect(await findStale(full(project))).toStrictEqual([
      "figures/old.png is made by no notebook: delete it.",
    ]);
  });
});

Deno.test("an export that fails names the cell and overwrites nothing", async (t) => {
  await using project = await createProject();
  await exported(project);
  const second = "notebooks/2_second.ipynb";
  const original = await project.read(second);
  const before = await project.snapshot();
  const figure = String.raw`figure(\"faces\", { isChart: false });`;
  const cases: [what: string, from: string, to: string, RegExp][] = [
    ["a cell that throws", figure, 'throw new Error(\\"x\\")', /cell 3 failed/],
    [
      "a changed figure beside a cell that throws",
      String.raw`table(\"sizes\");`,
      String.raw`figure(\"curves\", { content: \"new\" }); throw 1;`,
      /2_second.ipynb, cell 4 failed/,
    ],
    [
      "a dangling reference",
      "@fig-faces",
      "@fig-nothing",
      /2_second.ipynb, cell 1, line 3: "@fig-nothing" refers to nothing/,
    ],
    [
      "a name given twice",
      String.raw`figure(\"faces\"`,
      String.raw`figure(\"curves\"`,
      /cell 3: the figure "curves" has the name of the one in 1_first/,
    ],
    [
      "an empty output",
      String.raw`table(\"sizes\");`,
      String.raw`table(\"sizes\", []);`,
      /cell 4: table "sizes" is empty/,
    ],
    [
      "a value that shows nothing",
      String.raw`table(\"sizes\");`,
      "undefined;",
      /cell 4: it ends with a value but has no output/,
    ],
    [
      "a stopped run",
      String.raw`table(\"sizes\");`,
      String.raw`(await import(\"library\")).run(\"new\", { stopped: true });`,
      /cell 4: the run "new" was stopped/,
    ],
    [
      "a quick run",
      String.raw`table(\"sizes\");`,
      String
        .raw`(await import(\"library\")).run(\"new\", { made: \"quick\" });`,
      /cell 4: the run "new" was made with the quick preset/,
    ],
    [
      "a figure whose file is gone",
      String.raw`table(\"sizes\");`,
      String.raw`const gone = figure(\"gone\"); ` +
      String
        .raw`Deno.removeSync(Deno.env.get(\"FIGURES\") + \"gone.png\");\ngone;`,
      /cell 4: figures\/gone.png is missing/,
    ],
  ];
  for (const [what, from, to, pattern] of cases) {
    await t.step(what, async () => {
      await project.edit(second, from, to);
      await expect(exported(project)).rejects.toThrow(pattern);
      await project.write(second, original);
      await removeIfThere(join(project.folder, "data/runs/new"));
      expect(await project.snapshot()).toStrictEqual(before);
    });
  }

  await t.step("a notebook that is edited while it runs", async () => {
    const code = String.raw`Deno.writeTextFileSync(\"2_second.ipynb\", \"{}\")`;
    await project.edit(second, String.raw`table(\"sizes\");`, `void ${code};`);
    await project.edit(second, "@fig-faces", "@fig-curves");
    await project.edit("notebooks/1_first.ipynb", "@tbl-sizes", "@fig-faces");
    await expect(exported(project)).rejects.toThrow(
      /2_second.ipynb was edited while/,
    );
    expect(await project.read(second)).toBe("{}");
  });
});

Deno.test("all faults of an export are named at once, and its outputs are kept for the next", async () => {
  await using project = await createProject();
  await project.edit("notebooks/1_first.ipynb", "@fig-curves", "<u>this</u>");
  await project.edit("notebooks/2_second.ipynb", "@fig-faces", "@fig-none");
  const options = {
    ...full(project),
    renderers: {
      "report.md": renderMarkdown,
      "report.txt": () => Promise.reject(new Error("x: no text.")),
    },
  };
  const { message } = await failureOf(() => exportReport(options));
  expect(message.split("\n")).toStrictEqual([
    '1_first.ipynb, cell 1, line 3: HTML cannot be shown, but here is "<u>": write it in Markdown.',
    '1_first.ipynb, cell 1, line 3: HTML cannot be shown, but here is "</u>": write it in Markdown.',
    '2_second.ipynb, cell 1, line 3: "@fig-none" refers to nothing in the report: correct the reference or make what it names.',
    "x: no text.",
  ]);
  await project.edit("notebooks/1_first.ipynb", "<u>this</u>", "@fig-curves");
  await project.edit("notebooks/2_second.ipynb", "@fig-none", "@fig-faces");
  await project.edit(
    "notebooks/2_second.ipynb",
    "isChart: false",
    "content: 1",
  );
  // Side by side, so in any order.
  expect((await exported(project)).sort()).toStrictEqual([
    "notebooks/1_first.ipynb ran in the export that failed",
    "notebooks/2_second.ipynb runs",
  ]);
  expect(await findStale(full(project))).toStrictEqual([]);
  expect([...Deno.readDirSync(join(project.folder, "build"))])
    .toStrictEqual([]);
});

Deno.test("notebook 2 comes before notebook 10", async () => {
  await using project = await NotebookProject.create({
    "10_x.ipynb": ["md:# X"],
    "2_y.ipynb": ["md:# Y"],
  });
  const chapters = await readChapters(full(project));
  expect(chapters.map(({ path }) => path)).toStrictEqual([
    "notebooks/2_y.ipynb",
    "notebooks/10_x.ipynb",
  ]);
});

Deno.test("the rehearsal's own command is named where it was never made", async () => {
  await using project = await createProject();
  await exported(project);
  const stale = await findStale({
    ...full(project),
    output: join(project.folder, "build/quick"),
    preset: "quick",
  });
  expect(stale).toStrictEqual([
    "notebooks/1_first.ipynb has not been run by `deno task report`",
    "notebooks/2_second.ipynb has not been run by `deno task report`",
    "report.md is missing",
  ].map((what) => `${what}: run \`deno task report --quick\`.`));
});

Deno.test("an export killed at any moment leaves the old report or the new", async () => {
  await using project = await createProject();
  await exported(project);
  const names = Object.keys(await project.snapshot()).sort();
  const length = 3_000_000;
  // Exports one report after the other: all "a", all "b", all "a", ...
  const code = `
    import { exportReport } from "./tools/report/export.ts";
    const folder = ${JSON.stringify(project.folder)};
    let made = 0;
    const render = () => "ab"[made++ % 2].repeat(${length});
    const renderers = { "report.md": render };
    while (true) {
      console.log(made);
      // What is made already would not be rendered.
      await Deno.writeTextFile(folder + "/report.lock", "");
      await exportReport({ project: folder, output: folder, preset: "full", renderers });
    }`;
  const seen = new Set<string>();
  const build = () => [...Deno.readDirSync(join(project.folder, "build"))];
  let left = 0;
  for (let kill = 0; kill < 20; kill++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    // After up to three exports, and amid the next.
    for (let line = 0; line <= kill % 4; line++) await reader.read();
    await new Promise((resolve) => setTimeout(resolve, kill * 37 % 300));
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    left += build().length;
    const report = await project.read("report.md");
    seen.add(report[0]!);
    if (report[0] === "<") continue; // That of the first export.
    expect(report).toBe(report[0]!.repeat(length));
    await readNotebook(join(project.folder, "notebooks/1_first.ipynb"));
    expect(Object.keys(await project.snapshot()).sort()).toStrictEqual(names);
  }
  expect(seen.size).toBeGreaterThan(1);
  // The next export removes what the killed ones have left.
  expect(left).toBeGreaterThan(0);
  await project.write("report.lock", "");
  await exported(project);
  expect(build()).toEqual([]);
});

Deno.test({
  name: "notebooks on another file system are exported too",
  ignore: !canMount,
  async fn() {
    await using project = await createProject();
    const notebooks = join(project.folder, "notebooks");
    const files = await Promise.all(
      [...Deno.readDirSync(notebooks)].map(async ({ name }) =>
        [name, await Deno.readFile(join(notebooks, name))] as const
      ),
    );
    expect(await mount("-t", "tmpfs", "tmpfs", notebooks)).toBe(true);
    try {
      for (const [name, content] of files) {
        await Deno.writeFile(join(notebooks, name), content);
      }
      await exported(project);
      expect(await findStale(full(project))).toStrictEqual([]);
      const names = [...Deno.readDirSync(notebooks)].map(({ name }) => name);
      expect(names.sort()).toStrictEqual(files.map(([name]) => name).sort());
    } finally {
      await unmount(notebooks);
    }
  },
});

Deno.test("options that do not exist end with code 2 and one sentence", async () => {
  for (const args of [["--fast"], ["--check", "--fresh"], ["notebook"]]) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "tools/report.ts", ...args],
    }).output();
    expect(code).toBe(2);
    expect(new TextDecoder().decode(stderr)).toBe(
      `deno task report does not understand "${args.join(" ")}": its options ` +
        "are --quick, and either --fresh or --check.\n",
    );
  }
});

async function removeIfThere(path: string) {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
