//! The rows, by the letters of the catalogue.

mod body;
mod coding;
mod connect;
mod head;
mod json;
mod redirect;
mod status;
mod xml;

use super::row::Row;

/// All rows.
pub fn all() -> Vec<Row> {
    let mut rows = connect::rows();
    rows.extend(head::rows());
    rows.extend(body::rows());
    rows.extend(coding::rows());
    rows.extend(status::rows());
    rows.extend(redirect::rows());
    rows.extend(json::rows());
    rows.extend(xml::rows());
    rows
}
