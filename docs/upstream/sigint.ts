import { report, wait } from "./kernel.ts";

await report("SIGINT ends the kernel", async ({ process }) => {
  process.kill("SIGINT");
  return await Promise.race([process.status, wait(1000)]) !== undefined;
});
