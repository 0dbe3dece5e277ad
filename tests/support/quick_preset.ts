/**
 * The quick preset for the tests of one module: what they save lands under
 * build/quick, and the tests of other modules find the environment as it was.
 *
 * @module
 */

/** Registers the preset for all tests of the calling module. */
export function useQuickPreset() {
  let before: string | undefined;
  Deno.test.beforeAll(() => {
    before = Deno.env.get("PRESET");
    Deno.env.set("PRESET", "quick");
  });
  Deno.test.afterAll(() => {
    if (before === undefined) Deno.env.delete("PRESET");
    else Deno.env.set("PRESET", before);
  });
}
