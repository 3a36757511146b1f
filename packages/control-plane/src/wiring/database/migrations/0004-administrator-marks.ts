import type { MigrationInterface, QueryRunner } from 'typeorm';

const MARKED = ['console_session', 'playground_key'];

/**
 * Which administrator token a session or a playground key is of (`SealingKey.administratorMark`); null for those of an access
 * token. A control plane that starts with another token ends them.
 */
export class AdministratorMarks0004 implements MigrationInterface {
  readonly name = 'AdministratorMarks1764520000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of MARKED) await runner.query(`ALTER TABLE ${table} ADD COLUMN administrator_mark text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of MARKED) await runner.query(`ALTER TABLE ${table} DROP COLUMN administrator_mark`);
  }
}
