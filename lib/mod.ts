/**
 * What the notebooks import, room by room: `import { analysis, experiments,
 * figures, model } from "emoji-autoencoder"`. What a cell shows comes from
 * "emoji-autoencoder/notebook", "…/prose" and "…/format".
 *
 * @module
 */
export * as analysis from "./analysis/mod.ts";
export * as experiments from "./experiments/mod.ts";
export * as figures from "./figures/mod.ts";
export * as model from "./model/mod.ts";
