// ODK Web Forms' engine on one form: node --conditions=browser run.mjs CACHE FORM ANSWERS LOADS ROUNDS
//
// CACHE holds node_modules, FORM an XForm, ANSWERS lines of REF TAB VALUE TAB VALUE..., one value a round in turn.
// Prints {"load": [...], "set": [...], "values": {...}} on one line: milliseconds, and what the calculations say then.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [cache, formFile, answersFile, loads, rounds] = process.argv.slice(2);
const require = createRequire(join(cache, "package.json"));
const { JSDOM } = await import(pathToFileURL(require.resolve("jsdom")));
const { window } = new JSDOM("<html></html>");
const names = ["DOMParser", "XMLSerializer", "Node", "Element", "Document", "Attr", "Text", "CDATASection", "Comment",
  "XPathResult", "XMLDocument", "ProcessingInstruction", "document", "HTMLElement"];
for (const name of names) {
  globalThis[name] = window[name];
}
globalThis.window = globalThis;
const folder = join(cache, "node_modules", "@getodk", "xforms-engine", "dist");
// The bundled parser takes Node for a place where CommonJS has left its names.
globalThis.require = require;
globalThis.__dirname = folder;
globalThis.__filename = join(folder, "index.js");
const { createInstance, loadForm } = await import(pathToFileURL(join(folder, "index.js")));

const xml = readFileSync(formFile, "utf8");

async function begin() {
  const form = await loadForm(xml);
  if (form.status === "failure") {
    throw form.error;
  }
  return form.createInstance().root;
}

function collect(node, found) {
  for (const child of node.currentState.children ?? []) {
    found.set(child.currentState.reference, child);
    collect(child, found);
  }
  return found;
}

function answer(node, value) {
  if (node.nodeType === "select") {
    node.selectValue(value || null);
  } else {
    node.setValue(value);
  }
}

const load = [];
let root;
for (let round = 0; round < Number(loads); round += 1) {
  const begun = performance.now();
  root = await begin();
  load.push(performance.now() - begun);
}
const nodes = collect(root, new Map());
const calculated = [...nodes.values()].filter((node) => node.nodeType === "model-value");
const lines = readFileSync(answersFile, "utf8").split("\n").map((line) => line.split("\t"));
const set = [];
for (let round = 0; round < Number(rounds); round += 1) {
  for (const [ref, ...values] of lines) {
    const begun = performance.now();
    answer(nodes.get(ref), values[round % values.length]);
    set.push(performance.now() - begun);
  }
}
const values = Object.fromEntries(calculated.map((node) => [node.currentState.reference, node.currentState.value]));
process.stdout.write(JSON.stringify({ load, set, values }) + "\n");
process.exit(0);
