-- Flows with their revisions, and executions as logs of events. Times are milliseconds since 1970.

create table flows (
    sid            text primary key,
    friendly_name  text not null,
    -- The latest revision's number.
    revision       integer not null,
    created_at     integer not null,
    -- Null until the first change.
    updated_at     integer,
    -- created_at or updated_at, for the order of the list.
    changed_at     integer not null,
    -- Set when the flow was deleted and may still be brought back.
    deleted_at     integer
) strict;

create index flows_by_change on flows (changed_at desc, sid desc) where deleted_at is null;

create table revisions (
    flow_sid       text not null references flows (sid) on delete cascade,
    revision       integer not null,
    friendly_name  text not null,
    status         text not null check (status in ('draft', 'published')),
    definition     text not null,
    commit_message text,
    -- 1 when the editor saved it by itself: such a draft gives way to the next save.
    is_autosave    integer not null,
    -- JSON arrays of {property_path, message}.
    errors         text not null,
    warnings       text not null,
    created_at     integer not null,
    primary key (flow_sid, revision)
) strict;

-- Where relay addresses of a flow really lead; never part of its definition.
create table relay_maps (
    flow_sid       text primary key references flows (sid) on delete cascade,
    -- A JSON array of {from, to}.
    mappings       text not null
) strict;

create table executions (
    sid             text primary key,
    call_sid        text not null unique,
    flow_sid        text not null,
    revision        integer not null,
    contact_address text not null,
    flow_address    text not null,
    clock           text not null,
    status          text not null check (status in ('active', 'ended')),
    -- The fold of the events, to be read without folding. The events are the truth.
    snapshot        text not null,
    created_at      integer not null,
    updated_at      integer,
    -- A revision on which something ran stays.
    foreign key (flow_sid, revision) references revisions (flow_sid, revision) on delete cascade
) strict;

create index executions_by_flow on executions (flow_sid, created_at desc, sid desc);
create index executions_by_revision on executions (flow_sid, revision);
create index executions_by_time on executions (created_at desc, sid desc);
create index executions_active on executions (sid) where status = 'active';

create table events (
    execution_sid text not null references executions (sid) on delete cascade,
    seq           integer not null,
    event         text not null,
    primary key (execution_sid, seq)
) strict, without rowid;

create table steps (
    execution_sid text not null references executions (sid) on delete cascade,
    seq           integer not null,
    sid           text not null unique,
    -- The event that was being answered when the step was taken.
    event_seq     integer not null,
    name          text not null,
    left_state    text not null,
    next_state    text,
    kind          text not null,
    taken_at      integer not null,
    primary key (execution_sid, seq)
) strict, without rowid;

-- What watchers of a call were told.
create table call_log (
    execution_sid text not null references executions (sid) on delete cascade,
    seq           integer not null,
    entry         text not null,
    primary key (execution_sid, seq)
) strict, without rowid;
