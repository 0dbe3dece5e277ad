/**
 * The real notebooks, with the small presets, from the command to the PDF.
 */
import { expect } from "@std/expect";
import { extractText, getDocumentProxy } from "unpdf";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import { projectFolder } from "../../../lib/base/workspace.ts";

const folder = `${projectFolder}build/quick/`;

async function report(...options: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--allow-env", "--allow-ffi", "--allow-net=127.0.0.1"],
      ...["--allow-read", `--allow-run=${Deno.execPath()}`, "--allow-sys"],
      ...["--allow-write", "tools/report.ts", ...options],
    ],
    cwd: projectFolder,
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Paths of all committed results, with their hashes. */
function committed(): Record<string, string> {
  const hashes: Record<string, string> = {};
  const visit = (path: string) => {
    const { isDirectory } = Deno.statSync(path);
    if (!isDirectory) hashes[path] = sha256(Deno.readFileSync(path));
    else {for (const { name } of Deno.readDirSync(path)) {
        visit(`${path}/${name}`);
      }}
  };
  for (const { name } of Deno.readDirSync(projectFolder)) {
    if (/^(figures|notebooks|report\.(html|lock|md|pdf))$/.test(name)) {
      visit(projectFolder + name);
    }
  }
  return hashes;
}

let making: Promise<void> | undefined;

/** Makes the report once, for whichever test comes first. */
function made(): Promise<void> {
  return making ??= (async () => {
    // Figures of an earlier state would be named as orphans.
    await Deno.remove(`${folder}figures`, { recursive: true }).catch(() => {});
    const before = committed();
    expect(await report("--quick")).toMatchObject({ code: 0 });
    expect(committed()).toStrictEqual(before);
  })();
}

const questions = {
  "Question 1": ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)"],
  "Question 2": ["(a)", "(b)", "(c)", "(d)", "(e)"],
  "Question 3": ["(a)", "(b)", "(c)"],
};

Deno.test("the quick report answers every part of every question and leaves what is committed alone", async () => {
  await made();
  const markdown = await Deno.readTextFile(`${folder}report.md`);
  const headings = markdown.split("\n").filter((line) => /^#{2,3} /.test(line));
  const found: Record<string, string[]> = {};
  let question = "";
  for (const heading of headings) {
    const [, title] = heading.match(/^## (Question \d)/) ?? [];
    const [, part] = heading.match(/^### (\([a-g]\))/) ?? [];
    if (title) found[question = title] = [];
    if (part) found[question]!.push(part);
  }
  expect(found).toStrictEqual(questions);
});

Deno.test("every figure of the quick report is a file beside it", async () => {
  await made();
  const markdown = await Deno.readTextFile(`${folder}report.md`);
  const paths = [...markdown.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)]
    .map(([, path]) => path!);
  expect(paths.length).toBeGreaterThanOrEqual(6);
  for (const path of paths) {
    expect((await Deno.stat(folder + path)).size).toBeGreaterThan(0);
  }
});

Deno.test("the quick report's PDF holds the same text, with all figures numbered", async () => {
  await made();
  const markdown = await Deno.readTextFile(`${folder}report.md`);
  const bytes = await Deno.readFile(`${folder}report.pdf`);
  const document = await getDocumentProxy(bytes);
  const { text, totalPages } = await extractText(document, {
    mergePages: true,
  });
  const plain = text.replaceAll(/\s+/g, " ");
  expect(totalPages).toBeGreaterThanOrEqual(6);
  for (const question of Object.keys(questions)) {
    expect(plain).toContain(question);
  }
  const numbers = (pattern: RegExp, source: string) =>
    new Set([...source.matchAll(pattern)].map(([, number]) => number));
  for (const kind of ["Figure", "Table"]) {
    expect(numbers(new RegExp(`${kind} (\\d+)\\.`, "g"), plain)).toStrictEqual(
      numbers(new RegExp(`\\*\\*${kind} (\\d+)\\.\\*\\*`, "g"), markdown),
    );
  }
});

Deno.test("the quick report says on each page that it is a rehearsal", async () => {
  await made();
  const notice =
    "Rehearsal: made with the quick preset, of small pictures and hardly trained networks. No number here is a result.";
  const markdown = await Deno.readTextFile(`${folder}report.md`);
  expect(markdown.split("\n\n")[2]).toBe(`> **${notice}**`);
  expect(await Deno.readTextFile(`${folder}report.html`)).toContain(notice);
  const document = await getDocumentProxy(
    await Deno.readFile(`${folder}report.pdf`),
  );
  const { text } = await extractText(document, { mergePages: false });
  for (const page of text) {
    expect(page.replaceAll(/\s+/g, " ")).toContain(notice);
  }
});

Deno.test("the quick report is not stale, and making it again gives the same bytes", async () => {
  await made();
  const files = ["report.html", "report.md", "report.pdf"]
    .map((name) => folder + name);
  const before = files.map((path) => sha256(Deno.readFileSync(path)));
  expect(await report("--quick", "--check")).toMatchObject({ code: 0 });
  const again = await report("--quick");
  expect(again).toMatchObject({ code: 0 });
  expect(again.output).not.toMatch(/runs$/m);
  expect(files.map((path) => sha256(Deno.readFileSync(path)))).toStrictEqual(
    before,
  );
});
