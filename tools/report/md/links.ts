/**
 * Relative links: a notebook's are relative to its folder, the report's to its
 * own.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { replaceOutsideCode } from "../references.ts";

/** Folders between which links move. */
export interface LinkOptions {
  /** Folder that the links are relative to. */
  from: string;
  /** Folder that they shall be relative to. */
  to: string;
}

/**
 * Makes the links and pictures in Markdown relative to another folder.
 *
 * @returns the Markdown, and the targets that do not exist.
 */
export function rebaseLinks(
  markdown: string,
  { from, to }: LinkOptions,
): { markdown: string; dangling: string[] } {
  const dangling: string[] = [];
  const rebased = replaceOutsideCode(
    markdown,
    /(?<=\]\()([^()\s#]+)/g,
    (target) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target!)) return target!;
      const file = join(from, decodeURI(target!));
      if (!existsSync(file)) dangling.push(target!);
      return encodeURI(relative(to, file).replaceAll("\\", "/"));
    },
  );
  return { markdown: rebased, dangling };
}
