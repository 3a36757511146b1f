import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ACCESS_TOKENS } from './0001-configuration/access-tokens';
import { AI_APIS } from './0001-configuration/ai-apis';
import { AUDIT } from './0001-configuration/audit';
import { CONSUMERS } from './0001-configuration/consumers';
import { HISTORY } from './0001-configuration/history';
import { PLAYGROUND } from './0001-configuration/playground';
import { POLICIES } from './0001-configuration/policies';
import { PROVIDERS } from './0001-configuration/providers';
import { PUBLICATION } from './0001-configuration/publication';
import { REFERENCES } from './0001-configuration/references';
import { SESSIONS } from './0001-configuration/sessions';

/** The whole schema. `constraint-violation.ts` reads the names of its constraints. */
export class Configuration0001 implements MigrationInterface {
  // TypeORM orders migrations by the digits at a name's end.
  readonly name = 'Configuration1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    const access = [ACCESS_TOKENS, SESSIONS, PLAYGROUND, AUDIT];
    const schema = [HISTORY, PROVIDERS, AI_APIS, POLICIES, CONSUMERS, ...access, REFERENCES, PUBLICATION];
    for (const statements of schema) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW reference, referrer;
      DROP TABLE publication_lease, audit_event, playground_key, console_sign_in_link, console_session, access_token,
        consumer_key, access_grant, consumer, failover_primary, target_set, policy_target, policy, model_alias, ai_api_provider, ai_api, endpoint, model, provider, dirty_entry,
        change, revision, left_lineage, lineage;
      DROP FUNCTION certificate_sha256s`);
  }
}
