import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which revision each rollback restored. */
export class RollBacks0005 implements MigrationInterface {
  // TypeORM orders migrations by the digits at the end of their names.
  readonly name = 'RollBacks1760000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE revision ADD COLUMN rolled_back_to integer REFERENCES revision (number),
        ADD CONSTRAINT revision_rolled_back_to_earlier CHECK (rolled_back_to < number)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE revision DROP COLUMN rolled_back_to');
  }
}
