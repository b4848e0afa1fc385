//! What is set for a flow beside its definition, each as a JSON array: where its relay addresses
//! lead, what answers for the servers it requests, who its test users are.

use flow::sid::FlowSid;

use super::Db;

/// Something that is set for a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Where relay addresses really lead.
    RelayMap,
    /// What answers for servers outside.
    StandIns,
    /// Contacts who get the latest revision.
    TestUsers,
}

/// A flow's setting; `None` when it was never set.
pub async fn find(db: &Db, sid: &FlowSid, setting: Setting) -> sqlx::Result<Option<String>> {
    let sql = match setting {
        Setting::RelayMap => "select mappings from relay_maps where flow_sid = ?",
        Setting::StandIns => "select stand_ins from stand_ins where flow_sid = ?",
        Setting::TestUsers => "select addresses from test_users where flow_sid = ?",
    };
    sqlx::query_scalar(sql).bind(sid.as_str()).fetch_optional(&db.read).await
}

/// Sets one for a flow.
pub async fn set(db: &Db, sid: &FlowSid, setting: Setting, value: &str) -> sqlx::Result<()> {
    let sql = match setting {
        Setting::RelayMap => {
            "insert into relay_maps (flow_sid, mappings) values (?, ?)
             on conflict (flow_sid) do update set mappings = excluded.mappings"
        }
        Setting::StandIns => {
            "insert into stand_ins (flow_sid, stand_ins) values (?, ?)
             on conflict (flow_sid) do update set stand_ins = excluded.stand_ins"
        }
        Setting::TestUsers => {
            "insert into test_users (flow_sid, addresses) values (?, ?)
             on conflict (flow_sid) do update set addresses = excluded.addresses"
        }
    };
    sqlx::query(sql).bind(sid.as_str()).bind(value).execute(&db.write).await.map(drop)
}
