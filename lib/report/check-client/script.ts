import { setUpCheck } from "./check-panel";
import { setUpItems } from "./items-browser";
import { setUpWorker } from "./worker";

/**
 * Entry of dist/report-script.js, the one script of a report's file. In the page it adds what goes beyond reading, and nothing is lost
 * without it; the same text, run by the worker that the page makes of it, computes the figures again.
 */
if ("document" in globalThis) {
  document.documentElement.classList.add("scripted");
  const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.text : "";
  setUpCheck(own);
  setUpItems();
} else {
  setUpWorker();
}
