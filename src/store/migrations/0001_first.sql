-- Ids are unsigned 64-bit numbers kept as SQLite's signed ones, instants are milliseconds since 1970, chains of zeros
-- and instants that never come are NULL. Everything that grows with the orders grows at the end of its table; only
-- rows of customers are written all over the place. That is worth several times the speed: no further index here
-- without a measurement.

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL,
    previous_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE tallies (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
    key BLOB NOT NULL PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    seq INTEGER NOT NULL,
    status INTEGER NOT NULL,
    at INTEGER NOT NULL,
    answer BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE programmes (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    document TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    hash BLOB NOT NULL,
    last_four TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Kept by the writer, because counting a large table means reading it.
CREATE TABLE counts (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    customers INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    tallies INTEGER NOT NULL,
    idempotency_keys INTEGER NOT NULL
) STRICT;
INSERT INTO counts VALUES (1, 0, 0, 0, 0);
