//! Creditwood over REST: applicants, scores, explanations, the model.
