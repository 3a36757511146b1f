/** Where a committed revision is announced: `pg_notify(REVISION_CHANNEL, …)` within its transaction. */
export const REVISION_CHANNEL = 'switchyard_revision';
