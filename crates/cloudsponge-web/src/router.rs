//! The one function that applications call.

use crate::Options;
use crate::app::App;
use cloudsponge::{Client, Timer, Transport};
use std::sync::Arc;

/// The router to nest, for any client. The crate's documentation lists its routes.
///
/// ```no_run
/// # fn f(client: cloudsponge::Client<impl cloudsponge::Transport + 'static, impl cloudsponge::Timer + 'static>) {
/// let site: axum::Router =
///     axum::Router::new().nest("/contacts", cloudsponge_web::router(client, cloudsponge_web::Options::new()));
/// # }
/// ```
///
/// When the router and all its clones are dropped, the imports under way end.
pub fn router<T, C>(client: Client<T, C>, options: Options) -> axum::Router
where
    T: Transport + 'static,
    C: Timer + 'static,
{
    crate::routes::all(Arc::new(App::new(Box::new(client), options)))
}
