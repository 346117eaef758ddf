//! A tree whose lock file holds `http` 0.2, which isahc then takes too. The suite in `tests/` shows that the transport
//! neither minds nor lets one of its types out.

/// Does not compile unless isahc's `http` is 0.2.
const _: fn(http02::Request<()>) -> isahc::http::Request<()> = |request| request;
