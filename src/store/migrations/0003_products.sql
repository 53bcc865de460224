-- Products with their public prices, under a hash of their SKU.

CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

ALTER TABLE counts ADD COLUMN products INTEGER NOT NULL DEFAULT 0;
