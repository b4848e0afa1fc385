-- Executions begin with a message or a request too, not with calls alone; steps keep why they
-- were taken. Rows of an execution are found by a number that counts up, so that what is written
-- at the same time lies together. Times are milliseconds since 1970.

create table new_executions (
    id              integer primary key,
    sid             text not null unique,
    -- The call, message or request it began with.
    initiated_by    text not null,
    -- Its call, where it began with one.
    call_sid        text unique,
    flow_sid        text not null,
    revision        integer not null,
    contact_address text not null,
    flow_address    text not null,
    clock           text not null,
    status          text not null check (status in ('active', 'ended')),
    -- Why it ended, and for a fault, what was wrong.
    end_reason      text,
    end_message     text,
    -- What it knew at its end, as JSON. While it goes on, its events tell.
    context         text,
    created_at      integer not null,
    -- When it ended.
    updated_at      integer,
    -- A revision on which something ran stays.
    foreign key (flow_sid, revision) references revisions (flow_sid, revision) on delete cascade
) strict;

insert into new_executions (sid, initiated_by, call_sid, flow_sid, revision, contact_address,
                            flow_address, clock, status, end_reason, end_message, context,
                            created_at, updated_at)
select sid, call_sid, call_sid, flow_sid, revision, contact_address, flow_address, clock, status,
       json_extract(snapshot, '$.status.reason'), json_extract(snapshot, '$.status.message'),
       iif(status = 'ended', json_extract(snapshot, '$.context'), null),
       created_at, iif(status = 'ended', updated_at, null)
  from executions order by created_at, sid;

create table new_events (
    execution_id integer not null references new_executions (id) on delete cascade,
    seq          integer not null,
    event        text not null,
    primary key (execution_id, seq)
) strict, without rowid;

insert into new_events (execution_id, seq, event)
select e.id, v.seq, v.event from events v join new_executions e on e.sid = v.execution_sid
 order by e.id, v.seq;

create table new_steps (
    execution_id integer not null references new_executions (id) on delete cascade,
    seq          integer not null,
    sid          text not null,
    -- In a subflow: the step of the widget that runs it.
    parent_sid   text,
    -- The event that was being answered when the step was taken.
    event_seq    integer not null,
    name         text not null,
    left_state   text not null,
    next_state   text,
    kind         text not null,
    -- Cause, conditions, settings and warnings, as JSON; null where there is nothing to tell.
    why          text,
    taken_at     integer not null,
    primary key (execution_id, seq)
) strict, without rowid;

insert into new_steps (execution_id, seq, sid, event_seq, name, left_state, next_state, kind,
                       taken_at)
select e.id, s.seq, s.sid, s.event_seq, s.name, s.left_state, s.next_state, s.kind, s.taken_at
  from steps s join new_executions e on e.sid = s.execution_sid
 order by e.id, s.seq;

-- What watchers were told: one entry a line, all that were stored together in one row.
create table log (
    execution_id integer not null references new_executions (id) on delete cascade,
    -- Of the first entry.
    seq          integer not null,
    entries      text not null,
    primary key (execution_id, seq)
) strict;

insert into log (execution_id, seq, entries)
select e.id, l.seq, l.entry from call_log l join new_executions e on e.sid = l.execution_sid
 order by e.id, l.seq;

drop table call_log;
drop table steps;
drop table events;
drop table executions;

alter table new_executions rename to executions;
alter table new_events rename to events;
alter table new_steps rename to steps;

create index executions_by_flow on executions (flow_sid, id);
create index executions_by_revision on executions (flow_sid, revision);
create index executions_by_contact on executions (contact_address, id);
create index executions_by_number on executions (flow_address, id);
create index executions_by_time on executions (created_at);
create index executions_of_calls on executions (id) where call_sid is not null;
create index executions_active on executions (id) where status = 'active';

-- Contacts who get the latest revision of a flow, draft or not.
create table test_users (
    flow_sid  text primary key references flows (sid) on delete cascade,
    -- A JSON array of addresses.
    addresses text not null
) strict;

-- What answers for servers a flow requests; never part of its definition.
create table stand_ins (
    flow_sid  text primary key references flows (sid) on delete cascade,
    -- A JSON array.
    stand_ins text not null
) strict;
