import type { EntityManager } from 'typeorm';

/**
 * The id of the sealing key that the stored credentials were sealed with, if none of them was sealed with this control
 * plane's; else null. What it published then, no data plane of the others would accept, and it could open no credential.
 */
export async function foreignSealingKey(manager: EntityManager, ownKeyId: string): Promise<string | null> {
  // An envelope is `v1.<key id>.…`.
  const [other] = await manager.query<{ keyId: string }[]>(
    `SELECT split_part(sealed_credential, '.', 2) AS "keyId" FROM endpoint WHERE sealed_credential IS NOT NULL
     AND NOT EXISTS (SELECT FROM endpoint WHERE split_part(sealed_credential, '.', 2) = $1) LIMIT 1`,
    [ownKeyId],
  );
  return other?.keyId ?? null;
}
