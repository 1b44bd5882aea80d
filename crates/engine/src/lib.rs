//! Whole tables for Creditwood: reading, lowering the catalogue to DataFusion, writing.
