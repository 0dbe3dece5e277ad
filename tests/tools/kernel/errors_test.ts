import { expect } from "@std/expect";
import { stripVTControlCharacters } from "node:util";
import { FrontEnd } from "./front_end.ts";

Deno.test("errors for front ends", async (t) => {
  await using kernel = await FrontEnd.start();
  const tracebackOf = async (code: string) => {
    const { content, status } = await kernel.run(code);
    expect(status).toBe("error");
    return (content["traceback"] as string[])
      .map(stripVTControlCharacters);
  };

  await t.step(
    "name the line of the cell, whatever Deno makes of it",
    async () => {
      const code = `interface Long {
  a: number;
}
// A comment.
const list: number[] = [1, 2, 3];

const long = { a: 1, b: { c: 2, d: [1, 2, 3] } };
const fine = list.map((one) => one + 1);
throw new RangeError("no");
const later = 1;`;
      expect(await tracebackOf(code)).toStrictEqual([
        "RangeError: no",
        "at line 9 of the cell:",
        "   7 | const long = { a: 1, b: { c: 2, d: [1, 2, 3] } };",
        "   8 | const fine = list.map((one) => one + 1);",
        '>  9 | throw new RangeError("no");',
        "  10 | const later = 1;",
      ]);
    },
  );

  await t.step("tell their causes and members", async () => {
    expect(
      await tracebackOf(
        `await Promise.reject(new Error("a", { cause: new TypeError("b") }))`,
      ),
    ).toStrictEqual([
      "Error: a",
      "at line 1 of the cell:",
      '> 1 | await Promise.reject(new Error("a", { cause: new TypeError("b") }))',
      "Caused by: TypeError: b",
    ]);
    const lines = await tracebackOf(
      `const fail = () => { throw new AggregateError([new Error("x"), 3], "all"); };
fail();`,
    );
    expect(lines.filter((line) => !/\|/.test(line))).toStrictEqual([
      "AggregateError: all",
      "at line 2 of the cell:",
      "One of them: Error: x",
      "One of them: Error: 3",
    ]);
  });

  await t.step("of syntax show the place", async () => {
    expect(await tracebackOf("const a = 1;\nfoo(;")).toStrictEqual([
      "SyntaxError: Unexpected token",
      "at line 2 of the cell:",
      "  1 | const a = 1;",
      "> 2 | foo(;",
      "          ^",
    ]);
  });

  await t.step("in a module name its file", async () => {
    const lines = await tracebackOf(
      `const { settingsFor } = (await import("emoji-autoencoder")).experiments;
Deno.env.set("PRESET", "none");
settingsFor({}, {});`,
    );
    await kernel.run(`Deno.env.delete("PRESET");`);
    expect(lines[0]).toBe(
      'RangeError: PRESET must be "full" or "quick", but it is "none".',
    );
    expect(lines[1]).toBe("at line 3 of the cell:");
    expect(lines.at(-1)!).toMatch(
      /at settingsFor \(\/.*\/workspace\.ts:\d+:\d+\)/,
    );
    expect(lines.join("\n")).not.toMatch(/kernel\/child/);
  });

  await t.step("name a package that is not there", async () => {
    const { content } = await kernel.run(
      `import x from "npm:@emoji-autoencoder/not-there@1.0.0";`,
    );
    expect(String(content["evalue"])).toMatch(
      /^Cannot find npm:@emoji-autoencoder\/not-there@1\.0\.0: /,
    );
  });
});
