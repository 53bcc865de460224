-- Orders lie by the number at the end of their id, where it has four digits or more without leading zeros: its first
-- six digits, filled up with zeros, are the upper 20 bits of the key, and the lower 44 of the hash follow. An order's
-- bytes begin with its id: the length, as a varint of seven bits a byte, and the text.

CREATE TABLE orders_by_number (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    due_at INTEGER,
    last_seq INTEGER NOT NULL,
    chain BLOB,
    bytes BLOB NOT NULL
) STRICT;

INSERT INTO orders_by_number
WITH sized AS (
    SELECT *,
        16 * instr('123456789ABCDEF', substr(hex(substr(bytes, 1, 1)), 1, 1)) +
            instr('123456789ABCDEF', substr(hex(substr(bytes, 1, 1)), 2, 1)) AS low,
        16 * instr('123456789ABCDEF', substr(hex(substr(bytes, 2, 1)), 1, 1)) +
            instr('123456789ABCDEF', substr(hex(substr(bytes, 2, 1)), 2, 1)) AS high
    FROM orders),
named AS (
    SELECT *, CAST(iif(low < 128, substr(bytes, 2, low), substr(bytes, 3, low - 128 + 128 * high)) AS TEXT) AS name
    FROM sized),
numbered AS (
    SELECT *, ltrim(substr(name, length(rtrim(name, '0123456789')) + 1), '0') AS number FROM named)
SELECT
    iif(length(number) < 4, id,
        (CAST(substr(number || '00', 1, 6) AS INTEGER) << 44) | (id & 17592186044415)) AS place,
    version, due_at, last_seq, chain, bytes
FROM numbered
ORDER BY place;

DROP TABLE orders;
ALTER TABLE orders_by_number RENAME TO orders;
