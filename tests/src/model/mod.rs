//! The service as a reference model, to which the emulator is compared over HTTP, answer by answer (V45), and by which
//! the ends of whole imports under faults are foretold (V46).
//!
//! ```text
//!  Action ──┬─► requests ──► wire ──► emulator ──► answer ──┐
//!           │                                               ├─► judge: the same?
//!           └─► reference (imports as stories) ──► expected ┘
//! ```
//!
//! The model is written from the description of the service and shares no code with the emulator. The emulator's clock
//! stands still but for the actions that move it, so every answer is foretold to the millisecond.

pub mod action;
mod bend;
mod expected;
mod import;
mod judge;
mod outcome;
mod reference;
mod requests;
mod sequence;
mod strategy;
mod wire;

pub use bend::Bend;
pub use outcome::{End, Journey, Mistake, Trouble, foretell, journeys, travel};
pub use sequence::{Tally, follow};
pub use strategy::{LONGEST, sequences};
