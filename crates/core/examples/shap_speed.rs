//! How long an explanation takes: `cargo run --release --example shap_speed -p creditwood-core`.
//!
//! A random forest of 500 trees with 31 leaves over 300 features, each tree grown leaf by leaf
//! with random covers, explains random rows: one by one on one thread, then as a batch.

use std::hint::black_box;
use std::time::Instant;

use creditwood_core::gbdt::{Child, Forest, Leaf, Split, Tree};
use creditwood_core::shap::Explainer;
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_TREES: usize = 500;
const N_LEAVES: usize = 31;
const N_FEATURES: usize = 300;
const N_ROWS: usize = 2_000;

fn main() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let forest = Forest {
        trees: (0..N_TREES).map(|_| random_tree(&mut random)).collect(),
        base_score: 0.0,
        n_features: N_FEATURES,
    };
    let rows = Array2::from_shape_simple_fn((N_ROWS, N_FEATURES), || random.random::<f32>());

    let start = Instant::now();
    let explainer = Explainer::new(&forest).expect("the forest is in order");
    println!("preparing: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);

    let start = Instant::now();
    if std::env::var("SINGLE").is_ok() {
        for row in rows.outer_iter() {
            black_box(explainer.explain(row.to_slice().expect("rows lie in a row")));
        }
    }
    report("one by one, one thread", start);

    let start = Instant::now();
    black_box(explainer.explain_batch(rows.view()));
    report("batch, all threads", start);
}

fn report(what: &str, start: Instant) {
    let per_row = start.elapsed().as_secs_f64() * 1e6 / N_ROWS as f64;
    println!("{what}: {per_row:.1} µs a row");
}

/// Splits a random leaf until there are enough, and gives both sides a random part of its rows.
fn random_tree(random: &mut ChaCha8Rng) -> Tree {
    let mut splits: Vec<Split> = Vec::new();
    // A leaf that may be split: the side of the split that owns it, and its rows.
    let mut open = vec![(None, 100_000.0)];
    while open.len() < N_LEAVES {
        let (owner, cover) = open.swap_remove(random.random_range(0..open.len()));
        let split_idx = splits.len();
        set_child(&mut splits, owner, Child::Split(split_idx as u32));
        splits.push(Split {
            feature_idx: random.random_range(0..N_FEATURES as u32),
            threshold: random.random(),
            holes_left: random.random(),
            left: Child::Leaf(0),
            right: Child::Leaf(0),
            cover,
            gain: 1.0,
        });
        let to_left = cover * random.random_range(0.1..0.9);
        open.extend([
            (Some((split_idx, true)), to_left),
            (Some((split_idx, false)), cover - to_left),
        ]);
    }
    let mut leaves = Vec::new();
    for (owner, cover) in open {
        set_child(&mut splits, owner, Child::Leaf(leaves.len() as u32));
        leaves.push(Leaf {
            value: random.random_range(-0.1..0.1),
            cover,
        });
    }
    Tree { splits, leaves }
}

fn set_child(splits: &mut [Split], owner: Option<(usize, bool)>, child: Child) {
    match owner {
        Some((split_idx, true)) => splits[split_idx].left = child,
        Some((split_idx, false)) => splits[split_idx].right = child,
        None => {}
    }
}
