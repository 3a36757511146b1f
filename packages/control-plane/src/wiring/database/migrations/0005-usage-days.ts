import type { MigrationInterface, QueryRunner } from 'typeorm';

const SUMS = ['usage_request', 'usage_attempt', 'usage_latency'];

/** Sums by day, made of those by hour, and which days have them: a report of months then reads a fraction of the rows. */
export class UsageDays0005 implements MigrationInterface {
  readonly name = 'UsageDays1764530000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of SUMS) {
      await runner.query(
        `CREATE TABLE ${name}_day (LIKE ${name}_hour INCLUDING DEFAULTS INCLUDING INDEXES) PARTITION BY RANGE (at)`,
      );
      await runner.query(`CREATE TABLE ${name}_day_default PARTITION OF ${name}_day DEFAULT`);
    }
    await runner.query('CREATE TABLE usage_summed_day (at timestamptz PRIMARY KEY, is_summed boolean NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE usage_summed_day, ${SUMS.map((name) => `${name}_day`).join(', ')}`);
  }
}
