import type { MigrationInterface, QueryRunner } from 'typeorm';

const LABELLED = ['provider', 'ai_api', 'consumer'];

/** Labels of providers, AI APIs and consumers: a JSON object of values by key. */
export class Labels0003 implements MigrationInterface {
  readonly name = 'Labels1764510000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of LABELLED) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN labels jsonb NOT NULL DEFAULT '{}'`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of LABELLED) await runner.query(`ALTER TABLE ${table} DROP COLUMN labels`);
  }
}
