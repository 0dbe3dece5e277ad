import { report, wait } from "./kernel.ts";

await report("a large output breaks the connection", async (kernel) => {
  let isBroken = false;
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault(); // The client could not read what came.
    isBroken = true;
  });
  for (let round = 0; round < 10 && !isBroken; round++) {
    kernel.published.length = 0;
    const reply = kernel.run(`await Deno.jupyter.display(
      { "text/plain": "x".repeat(8e6) }, { raw: true });`);
    await wait(20); // It is sent.
    // A client that is busy for a while, as Python's may be.
    const end = performance.now() + 1000;
    while (performance.now() < end);
    await reply;
    await wait(1000);
    isBroken ||= !kernel.published.some(({ type }) => type === "display_data");
  }
  return isBroken;
});
