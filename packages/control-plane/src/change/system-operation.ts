import type { EntityManager } from 'typeorm';

/**
 * What the system commits by itself. A system revision changes entries of the routing table and no object of the
 * configuration.
 *
 * - `EXPIRE_KEYS` removes the entries of consumer keys that have expired, and of the playground's keys whose session has
 *   ended.
 * - `RECOMPILE` compiles entries anew, after an upgrade of the control plane.
 */
export type SystemOperation = 'EXPIRE_KEYS' | 'RECOMPILE';

/** Throws to refuse a change; runs in its transaction, under the lineage lock. */
export type ChangeGuard = (manager: EntityManager) => Promise<void>;
