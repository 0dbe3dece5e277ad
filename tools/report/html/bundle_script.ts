/**
 * The page's TypeScript as one classic script.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild-wasm/esm/browser.js";

let started: Promise<void> | undefined;

/**
 * Bundles a module with all that it imports by relative path, within this
 * process and without the network. The same sources give the same bytes.
 *
 * @throws {Error} when a module is missing or imports a package.
 */
export async function bundleScript(entry: URL): Promise<string> {
  await (started ??= start());
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    charset: "utf8",
    format: "iife",
    legalComments: "none",
    minify: true,
    target: "es2022",
    write: false,
    plugins: [{
      name: "files",
      setup(build) {
        build.onResolve({ filter: /^\.{0,2}\// }, ({ path, importer }) => ({
          path: fileURLToPath(
            new URL(path, importer ? `file://${importer}` : "file:///"),
          ),
          namespace: "files",
        }));
        build.onLoad(
          { filter: /.*/, namespace: "files" },
          async ({ path }) => ({
            contents: await Deno.readTextFile(path),
            loader: "ts",
          }),
        );
      },
    }],
  });
  // Nothing in a script may look like its end.
  return outputFiles[0]!.text.trim().replaceAll("</script", "<\\/script");
}

async function start(): Promise<void> {
  const program = fileURLToPath(
    import.meta.resolve("esbuild-wasm/esbuild.wasm"),
  );
  await esbuild.initialize({
    wasmModule: await WebAssembly.compile(await Deno.readFile(program)),
    worker: false,
  });
}
