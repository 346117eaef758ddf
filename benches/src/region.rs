//! The one function whose instructions are counted.

/// Does the work. The counter is switched on where it is entered and off where it is left, so it must stay a function
/// of its own under this very name.
#[inline(never)]
pub fn measured(work: &mut dyn FnMut()) {
    work();
    std::hint::black_box(());
}
