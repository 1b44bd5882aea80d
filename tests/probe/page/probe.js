// What the test asks the browser for. Runs under the policy of the product's own page.

import init, { Probe } from "/creditwood_probe.js";

// Words of 32 bits: JSON has no NaN, and small integers lose nothing on the way.
const wordsOf = (numbers) => Array.from(new Uint32Array(numbers.buffer));

// The two words of each number of 64 bits, the low one first.
function pairsOf(numbers) {
  const words = wordsOf(numbers);
  return Array.from(numbers, (_, idx) => words.slice(2 * idx, 2 * idx + 2));
}

async function fetchArtifact() {
  await init();
  const response = await fetch("/model");
  return new Uint8Array(await response.arrayBuffer());
}

function answer(probe, applicant) {
  const features = probe.features(applicant);
  const rawScore = probe.raw_score(features);
  return {
    features: wordsOf(features),
    scores: pairsOf(Float64Array.of(rawScore, probe.score(rawScore), probe.base_value())),
    contributions: pairsOf(probe.contributions(features)),
  };
}

window.answers = async (applicants) => {
  const probe = new Probe(await fetchArtifact());
  return applicants.map((applicant) => answer(probe, applicant));
};

// What an action says when it fails; null when it does not.
function complaintOf(action) {
  try {
    action();
    return null;
  } catch (error) {
    return error.message;
  }
}

window.complaints = async (nBytes, applicant) => {
  const artifact = await fetchArtifact();
  const probe = new Probe(artifact);
  return [
    complaintOf(() => new Probe(artifact.subarray(0, nBytes))),
    complaintOf(() => probe.features(applicant)),
    complaintOf(() => probe.raw_score(new Float32Array(1))),
  ];
};

// The forest that the trainer grows here on rows that lie beside the page, as JSON.
window.forest = async (name, recipe) => {
  const trainer = await import("/creditwood_trainer_probe.js");
  await trainer.default();
  const read = async (path) => (await fetch(path)).arrayBuffer();
  const cells = new Float32Array(await read(`/${name}.cells`));
  const targets = new Uint8Array(await read(`/${name}.targets`));
  return trainer.train_forest(cells, targets, recipe);
};
