/**
 * `deno task test:pdf`: the report, and one with all that a person may write,
 * before an independent validator of PDF/UA-1, which is downloaded from PyPI.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { projectFolder } from "../../lib/base/workspace.ts";
import { makePdf } from "../../tools/report/pdf/pdf.ts";
import { tortured } from "../support/torture.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function python(args: string[], env = {}): Promise<void> {
  const { code } = await new Deno.Command("python3", {
    args,
    env,
    cwd: projectFolder,
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) Deno.exit(code); // It has said why.
}

await Deno.mkdir(join(projectFolder, "build/pdf"), { recursive: true });
const torture = "build/pdf/torture.pdf";
await Deno.writeFile(
  join(projectFolder, torture),
  await makePdf(await tortured(), projectFolder),
);
const packages = join(projectFolder, "build/pdf/python");
await python([
  ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
  ...["--no-deps", "--require-hashes", "--only-binary=:all:", "--upgrade"],
  ...["--target", packages, "--requirement", here("page_validation.txt")],
]);
await python(
  [here("validate.py"), "report.pdf", torture],
  { PYTHONPATH: packages },
);
