-- Codes, vouchers and gift cards. Their ids are hashes: a batch of codes is inserted in the order of its ids.

CREATE TABLE codes (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

-- Those that wait for something; most never do and are not in it.
CREATE INDEX codes_due ON codes(due_at, id) WHERE due_at IS NOT NULL;

ALTER TABLE counts ADD COLUMN codes INTEGER NOT NULL DEFAULT 0;
