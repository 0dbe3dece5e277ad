/**
 * Buttons below the arithmetic.
 *
 * @module
 */
import { element } from "./dom.ts";

/** What the buttons do, in their order. */
export function createActions(
  { surprise, reset, writeAddress, say, composite }: {
    surprise: () => void;
    reset: () => void;
    /** Puts what is chosen into the page's address. */
    writeAddress: () => void;
    say: (sentence: string) => void;
    composite: HTMLCanvasElement;
  },
): HTMLElement {
  const copyLink = async () => {
    writeAddress();
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is copied.");
    } catch {
      say("The link stands in the address bar: copy it from there.");
    }
  };
  const save = () =>
    element("a", {
      href: composite.toDataURL("image/png"),
      download: "composite.png",
    }).click();
  const button = (text: string, onclick: () => void) =>
    element("button", { type: "button", onclick }, text);
  return element(
    "div",
    { className: "actions" },
    button("Surprise me", surprise),
    button("The assignment's example", reset),
    button("Copy a link", copyLink),
    button("Save as PNG", save),
  );
}
