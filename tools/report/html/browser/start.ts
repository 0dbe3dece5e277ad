/**
 * What the page does when it is there.
 *
 * @module
 */
import { showChartValues } from "./chart_values.ts";

showChartValues();
