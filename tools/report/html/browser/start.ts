/**
 * What the page does when it is there.
 *
 * @module
 */
import { showArithmetic } from "./arithmetic.ts";
import { showChartValues } from "./chart_values.ts";
import { element } from "./dom.ts";
import { showJoint } from "./joint.ts";
import { showMap } from "./map.ts";
import { loadModel, type Model } from "./model.ts";
import { createPicker } from "./picker.ts";
import { showReconstruction } from "./reconstruction.ts";

showChartValues();
const carried = document.getElementById("data")?.textContent;
// What is above is painted first.
if (carried) requestAnimationFrame(() => setTimeout(() => start(carried)));

async function start(carried: string) {
  const begin = performance.now();
  let model: Model;
  try {
    model = await loadModel(carried);
  } catch (error) {
    console.warn(error);
    for (const status of document.querySelectorAll(".live-status")) {
      status.textContent =
        "This browser has no WebAssembly with vectors, so that the network cannot run here; the figures show what it computed.";
    }
    return;
  }
  const milliseconds = Math.round(performance.now() - begin);
  const pick = createPicker(model);
  const { greatest, mean } = model.data.network.change;
  const status =
    `The network runs in this browser by WebAssembly and was ready in ${milliseconds} ms. Its weights are rounded to bytes, which changes a pixel by at most ${
      greatest.toFixed(3)
    } and by ${
      mean.toFixed(4)
    } in the mean, of 1, over the reconstructions of the ${model.data.test.length} test pictures and the composite of the assignment's example.`;
  const part = (name: string) => {
    const section = document.getElementById(`live-${name}`);
    if (!section) return undefined;
    const said = section.querySelector(".live-status")!;
    said.textContent = status;
    const news = element("p", { className: "note" });
    news.setAttribute("role", "status");
    section.append(news);
    const body = element("div", { className: "live-body" });
    section.append(body);
    return {
      part: body,
      say: (sentence: string) => news.textContent = sentence,
      pick,
    };
  };
  const reconstruction = part("reconstruction");
  if (reconstruction) showReconstruction(model, reconstruction);
  const joint = part("joint");
  if (joint) showJoint(model, joint);
  const arithmetic = part("arithmetic");
  if (arithmetic) {
    const { take } = showArithmetic(model, arithmetic);
    showMap(model, { ...arithmetic, take });
  }
  performance.mark("network-ready");
  document.documentElement.dataset.live = "ready";
}
