//! What is known of flows: read once, and kept until something about the flow changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flow::Flow;
use flow::definition::DefinitionError;
use flow::sid::FlowSid;

use super::Runtime;
use crate::db::flow_settings::{self, Setting};
use crate::db::{self, Db};
use crate::relay_map::Mapping;
use crate::requests::StandIn;

/// Flows that are kept; a definition may have a megabyte.
const MAX_KEPT: usize = 100;

/// What executions need to know of their flow.
#[derive(Debug)]
pub struct Known {
    /// The latest published revision; none when nothing was published.
    pub published: Option<Revision>,
    /// The latest revision, draft or not.
    pub latest: Revision,
    /// Contacts who get the latest one.
    pub test_users: Vec<String>,
    /// Where relay addresses lead.
    pub relay_map: Vec<Mapping>,
    /// What answers for servers outside.
    pub stand_ins: Vec<StandIn>,
}

/// One revision.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Its number.
    pub number: i64,
    /// Whether only test users get it.
    pub is_draft: bool,
    /// Its definition.
    pub definition: Arc<Flow>,
}

/// What is stored of a flow cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableFlow {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A definition.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// A setting.
    #[error(transparent)]
    Setting(#[from] serde_json::Error),
}

impl Known {
    /// The revision a contact gets (`reference/studio/runtime.md`, "Revisions, draft, published,
    /// test users").
    pub fn revision_for(&self, contact: &str) -> Option<&Revision> {
        if self.is_test_user(contact) { Some(&self.latest) } else { self.published.as_ref() }
    }

    /// Whether a contact gets drafts.
    pub fn is_test_user(&self, contact: &str) -> bool {
        self.test_users.iter().any(|user| user == contact)
    }
}

impl Revision {
    fn read(row: &db::flows::Revision) -> Result<Self, UnreadableFlow> {
        Ok(Self {
            number: row.revision,
            is_draft: row.status == "draft",
            definition: Arc::new(Flow::from_json(&row.definition)?),
        })
    }

    /// One revision of a flow from the database; `None` when there is none of that number.
    pub(crate) async fn find(
        db: &Db,
        flow: &FlowSid,
        number: i64,
    ) -> Result<Option<Self>, UnreadableFlow> {
        let row = db::flows::revision(db, flow, number).await?;
        row.as_ref().map(Self::read).transpose()
    }
}

#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Counts what was forgotten, so that nothing is kept that was read before a change.
    changes: u64,
    flows: HashMap<FlowSid, Arc<Known>>,
}

impl Cache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, flow: &FlowSid, known: &Arc<Known>, changes: u64) {
        let mut kept = self.kept();
        if kept.changes != changes {
            return;
        }
        if kept.flows.len() >= MAX_KEPT {
            kept.flows.clear();
        }
        kept.flows.insert(flow.clone(), Arc::clone(known));
    }
}

impl Runtime {
    /// What is known of a flow; `None` when there is no such flow, or it was deleted.
    pub async fn known(&self, flow: &FlowSid) -> Result<Option<Arc<Known>>, UnreadableFlow> {
        let changes = {
            let kept = self.shared.known.kept();
            if let Some(known) = kept.flows.get(flow) {
                return Ok(Some(Arc::clone(known)));
            }
            kept.changes
        };
        let Some(known) = read(&self.shared.db, flow).await? else { return Ok(None) };
        let known = Arc::new(known);
        self.shared.known.keep(flow, &known, changes);
        Ok(Some(known))
    }

    /// To be called after anything about a flow was stored.
    pub fn forget(&self, flow: &FlowSid) {
        let mut kept = self.shared.known.kept();
        kept.changes += 1;
        kept.flows.remove(flow);
    }
}

async fn read(db: &Db, flow: &FlowSid) -> Result<Option<Known>, UnreadableFlow> {
    let Some(latest) = db::flows::latest(db, flow).await? else { return Ok(None) };
    let published = db::flows::latest_published(db, flow).await?;
    Ok(Some(Known {
        published: published.as_ref().map(Revision::read).transpose()?,
        latest: Revision::read(&latest)?,
        test_users: setting(db, flow, Setting::TestUsers).await?,
        relay_map: setting(db, flow, Setting::RelayMap).await?,
        stand_ins: setting(db, flow, Setting::StandIns).await?,
    }))
}

async fn setting<T: serde::de::DeserializeOwned>(
    db: &Db,
    flow: &FlowSid,
    setting: Setting,
) -> Result<Vec<T>, UnreadableFlow> {
    let text = flow_settings::find(db, flow, setting).await?;
    Ok(text.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text))?)
}
