import { report, wait } from "./kernel.ts";

await report("idle is published before the last outputs", async (kernel) => {
  for (let round = 0; round < 20; round++) {
    kernel.published.length = 0;
    await kernel.run(`for (let i = 0; i < 200; i++) console.log(i); "value"`);
    await wait(200);
    const types = kernel.published.map(({ type, content }) =>
      content["execution_state"] === "idle" ? "idle" : type
    );
    const idle = types.indexOf("idle");
    if (idle >= 0 && idle < types.length - 1) return true;
  }
  return false;
});
