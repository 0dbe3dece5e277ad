/**
 * What a cell shows.
 *
 * @module
 */
import "./displays.ts";

export { figure } from "./figure.ts";
export { loadDataset } from "./load_dataset.ts";
export { showRuns } from "./show_runs.ts";
export { showSlider } from "./show_slider.ts";
export { table } from "./table.ts";
export { watchTogether } from "./watch_together.ts";
export { watch } from "./watch_training.ts";
