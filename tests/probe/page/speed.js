// How long one applicant's features and explanation take here: asked by scripts/bench-applicant.

import init, { Probe } from "/creditwood_probe.js";

const N_WARM = 50;
const N_RUNS = 500;

function millisecondsOf(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

async function measured() {
  await init();
  const artifact = await (await fetch("/model")).arrayBuffer();
  const probe = new Probe(new Uint8Array(artifact));
  const applicant = await (await fetch("/applicant")).text();
  const features = probe.features(applicant);
  return {
    nFeatures: features.length,
    nTrees: probe.n_trees(),
    features: timesOf(() => probe.features(applicant)),
    explanation: timesOf(() => probe.contributions(features)),
  };
}

function timesOf(act) {
  const run = () => millisecondsOf(act);
  // The browser compiles what it runs often a second time, and better.
  Array.from({ length: N_WARM }, run);
  const runs = Array.from({ length: N_RUNS }, run).sort((one, other) => one - other);
  return { median: runs[N_RUNS / 2], slow: runs[Math.floor(N_RUNS * 0.99)] };
}

const told = await measured().catch((error) => ({ error: String(error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(told) });
