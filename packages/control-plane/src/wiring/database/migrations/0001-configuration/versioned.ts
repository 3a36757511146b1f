/** The columns of every object that can be changed. `version` rises with each update of it. */
export const VERSIONED = `
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL`;
