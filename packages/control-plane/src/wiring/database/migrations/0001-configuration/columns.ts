/** The name of an object, and the key by which it is unique ignoring case: see `nameKey`. */
export const NAMED = `
    name text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED`;

/** The columns of every object that can be changed. `version` rises with each update of it. */
export const VERSIONED = `
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL`;
