import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happens to requests that an AI API does not route. Existing AI APIs keep passing them on. */
export class UnroutedOperations0006 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
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
