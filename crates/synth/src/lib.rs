//! A made-up lending portfolio with the eight tables of the public data set, any size, seeded.
