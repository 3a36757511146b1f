import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When consumer keys were last used. Not part of the configuration: it changes without a revision. */
export class ConsumerKeyUse0007 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
  readonly name = 'ConsumerKeyUse1760000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE consumer_key ADD COLUMN last_used_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE consumer_key DROP COLUMN last_used_at');
  }
}
