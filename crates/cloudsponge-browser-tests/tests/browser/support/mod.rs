//! What the tests stand on: a browser, a site, and a stage that brings both together.

mod chromium;
mod logs;
mod picker;
mod site;
mod stage;

pub(crate) use chromium::Browser;
pub(crate) use site::{Service, Site};
pub(crate) use stage::{Play, Stage, target};
