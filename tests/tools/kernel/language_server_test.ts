import { expect } from "@std/expect";
import { projectFolder } from "../../../lib/base/workspace.ts";
import { LanguageServer } from "../../../tools/kernel/language_server.ts";

Deno.test("questions asked at once are each answered about their own text", async () => {
  const server = new LanguageServer(projectFolder, projectFolder);
  try {
    const names = Array.from({ length: 40 }, (_, index) => `cell${index}`);
    const types = await Promise.all(names.map((name, index) => {
      const cell = `const ${name} = { value: ${index} } as const;`;
      return server.hover([cell], name, 1);
    }));
    const expected = names.map((name, index) =>
      "```tsx\n" + `const ${name}: {\n    readonly value: ${index};\n}` +
      "\n```"
    );
    expect(types.map((type) => type?.trim())).toStrictEqual(expected);
  } finally {
    server.close();
  }
});
