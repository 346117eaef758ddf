//! Tests of both formats.
