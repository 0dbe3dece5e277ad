import { report } from "./kernel.ts";

await report("a package that is not there is not named", async (kernel) => {
  const name = "npm:@emoji-autoencoder/not-there@1.0.0";
  const reply = await kernel.run(`import x from "${name}"; x`);
  return !String(reply?.content["evalue"]).includes("not-there");
});
