import { report, wait } from "./kernel.ts";

await report("some values show nothing", async (kernel) => {
  for (const code of ["NaN", "Infinity", "-0", "null", "10n"]) {
    kernel.published.length = 0;
    await kernel.run(code);
    await wait(200);
    const types = kernel.published.map(({ type }) => type);
    if (!types.includes("execute_result")) return true;
  }
  return false;
});
