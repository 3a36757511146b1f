import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What becomes of requests that an AI API does not route: until now they were all passed on. */
export class UnroutedOperations0006 implements MigrationInterface {
  // TypeORM orders migrations by the digits at a name's end.
  readonly name = 'UnroutedOperations1760000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ai_api ADD COLUMN unrouted_operations text NOT NULL DEFAULT 'PASS'
        CHECK (unrouted_operations IN ('PASS', 'REFUSE'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ai_api DROP COLUMN unrouted_operations');
  }
}
