/**
 * Charts in the page.
 *
 * @module
 */
import { escapeHtml } from "./escape.ts";

/**
 * A chart that Vega drew, as a part of the page: one picture with one text
 * alternative. What Vega says of each mark is kept as its `data-value`, which
 * the page shows on hover and reads out by arrow keys.
 *
 * @param svg As Vega writes it.
 * @param alt Text alternative, plain text.
 */
export function inlineChart(svg: string, alt: string): string {
  const drawn = svg
    .replace(/^[\s\S]*?(?=<svg)/, "")
    .replaceAll(
      /<(\w+)((?:\s[\w:-]+="[^"]*")*)(\s*\/?)>/g,
      (_, name: string, attributes: string, end: string) =>
        `<${name}${markAttributes(attributes)}${end}>`,
    )
    .replace(
      /^<svg/,
      `<svg role="img" aria-label="${escapeHtml(alt)}"`,
    );
  return `<div class="chart" tabindex="0" role="group" aria-label="Chart: arrow keys read out its values">${drawn}</div>`;
}

/**
 * Axes describe themselves too but are no marks, a line says its first point
 * only, and texts repeat what the mark beside them says.
 */
function markAttributes(attributes: string): string {
  const [, label] = attributes.match(/\saria-label="([^"]*)"/) ?? [];
  const isMark = label !== undefined &&
    / aria-roledescription="(bar|point|rect mark|rule mark|circle)"/
      .test(attributes);
  const kept = attributes.replaceAll(/\s(aria-[\w-]+|role)="[^"]*"/g, "");
  return isMark ? `${kept} data-value="${label}"` : kept;
}
