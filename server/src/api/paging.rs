//! Pages of lists, by key: a page begins behind the last key of the one before, so a list never
//! gets slow, and nothing is shown twice when something is added meanwhile.

use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::AppState;
use crate::error::ApiError;

const DEFAULT_SIZE: i64 = 50;
const MAX_SIZE: i64 = 1_000;

/// The page a client asks for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Paging {
    #[serde(rename = "PageSize")]
    size: Option<String>,
    #[serde(rename = "Page")]
    page: Option<String>,
    #[serde(rename = "PageToken")]
    token: Option<String>,
    /// What addresses of other pages carry along, each part with its `&`.
    #[serde(skip)]
    conditions: String,
}

impl Paging {
    /// How many lines.
    pub(super) fn size(&self) -> Result<i64, ApiError> {
        let Some(size) = &self.size else { return Ok(DEFAULT_SIZE) };
        match size.parse() {
            Ok(size) if (1..=MAX_SIZE).contains(&size) => Ok(size),
            _ => Err(ApiError::BadRequest(format!("PageSize must be from 1 to {MAX_SIZE}"))),
        }
    }

    /// The same page of a list that holds only what meets some conditions.
    pub(super) fn filtered(&self, conditions: &[(&str, Option<String>)]) -> Self {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        for (name, value) in conditions {
            if let Some(value) = value {
                encoded.append_pair(name, value);
            }
        }
        let encoded = encoded.finish();
        let joint = if encoded.is_empty() { "" } else { "&" };
        Self { conditions: format!("{joint}{encoded}"), ..self.clone() }
    }

    fn page(&self) -> Result<u32, ApiError> {
        let bad = |_| ApiError::BadRequest("Page must be a number".to_owned());
        self.page.as_deref().map_or(Ok(0), str::parse).map_err(bad)
    }

    /// The key before which the page begins: a time or number, and a SID.
    pub(super) fn key(&self) -> Result<(i64, &str), ApiError> {
        // No SID is greater than the second character of this.
        let Some(token) = &self.token else { return Ok((i64::MAX, "~")) };
        token
            .strip_prefix("PA")
            .and_then(|token| token.split_once('-'))
            .and_then(|(number, sid)| Some((number.parse().ok()?, sid)))
            .ok_or_else(|| ApiError::BadRequest("PageToken is not one of this API's".to_owned()))
    }

    /// The answer for a page. `next` is the key of its last line, when another page follows.
    pub(super) fn answer(
        &self,
        app: &AppState,
        path: &str,
        key: &str,
        lines: Vec<Value>,
        next: Option<(i64, &str)>,
    ) -> Result<Value, ApiError> {
        let (size, page) = (self.size()?, self.page()?);
        let address = |page: u32, token: Option<String>| {
            let token = token.map(|token| format!("&PageToken={token}")).unwrap_or_default();
            let conditions = &self.conditions;
            format!("{}{path}?PageSize={size}&Page={page}{conditions}{token}", app.base_url())
        };
        let next = next.map(|(number, sid)| address(page + 1, Some(format!("PA{number}-{sid}"))));
        let mut answer = json!({
            "meta": {
                "page": page,
                "page_size": size,
                "first_page_url": address(0, None),
                "previous_page_url": null,
                "url": address(page, self.token.clone()),
                "next_page_url": next,
                "key": key,
            },
        });
        answer[key] = Value::Array(lines);
        Ok(answer)
    }
}

/// Cuts the one line too many that was asked for, and tells whether it was there.
pub(super) fn cut<T>(lines: &mut Vec<T>, size: i64) -> bool {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = lines.len() > size;
    lines.truncate(size);
    has_more
}
