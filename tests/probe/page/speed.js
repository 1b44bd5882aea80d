// How long one applicant's features and explanation take here: asked by scripts/bench-applicant.

import init, { Probe } from "/creditwood_probe.js";

const N_WARM = 50;
const N_RUNS = 500;
// The browser's clock counts by tenths of a millisecond, so what is quick is done several times over.
const N_QUICK = 20;

function millisecondsOf(run, nTimes) {
  const start = performance.now();
  for (let time = 0; time < nTimes; time += 1) run();
  return (performance.now() - start) / nTimes;
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
    nLeaves: probe.n_leaves(),
    features: timesOf(() => probe.features(applicant), 1),
    explanation: timesOf(() => probe.contributions(features), N_QUICK),
  };
}

function timesOf(act, nTimes) {
  const run = () => millisecondsOf(act, nTimes);
  // The browser compiles what it runs often a second time, and better.
  Array.from({ length: N_WARM }, run);
  const runs = Array.from({ length: N_RUNS }, run).sort((one, other) => one - other);
  return { median: runs[N_RUNS / 2], slow: runs[Math.floor(N_RUNS * 0.99)] };
}

const told = await measured().catch((error) => ({ error: String(error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(told) });
