import { report, wait } from "./kernel.ts";

await report(
  "an interrupt while a cell awaits hangs the kernel",
  async (kernel) => {
    const cell = kernel.run(
      "await new Promise((end) => setTimeout(end, 1000))",
    );
    await wait(300);
    await kernel.interrupt();
    await cell;
    return await kernel.run("1 + 1") === undefined;
  },
);
