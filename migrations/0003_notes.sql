-- Notes on a flow's canvas; never part of its definition.
create table notes (
    flow_sid       text primary key references flows (sid) on delete cascade,
    -- Counts the changes, so that two editors do not overwrite each other.
    version        integer not null,
    -- A JSON array of flow::notes::Note.
    notes          text not null
) strict;
