/**
 * The right to publish: no row, or one. Renewals change "valid_until" only, so they do not wait for a transaction that has
 * locked the row FOR KEY SHARE; whoever takes the lease over changes "holder", which is a key, and does wait.
 */
export const PUBLICATION = `
  CREATE TABLE publication_lease (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    holder uuid NOT NULL,
    holder_name text NOT NULL,
    backend_pid integer NOT NULL,
    backend_start timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    CONSTRAINT publication_lease_holder UNIQUE (holder)
  );
`;
