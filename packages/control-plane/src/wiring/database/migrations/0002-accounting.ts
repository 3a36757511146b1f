import type { MigrationInterface, QueryRunner } from 'typeorm';
import { REQUEST_RECORDS } from './0002-accounting/request-records';
import { USAGE_INTAKE } from './0002-accounting/usage-intake';
import { USAGE_SUMS } from './0002-accounting/usage-sums';

/** What happened to requests, what they used, and how that reached the database. */
export class Accounting0002 implements MigrationInterface {
  readonly name = 'Accounting1764500000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [USAGE_INTAKE, USAGE_SUMS, REQUEST_RECORDS]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE request_record, usage_latency_hour, usage_latency_minute, usage_attempt_hour, usage_attempt_minute,
        usage_request_hour, usage_request_minute, usage_rejected, usage_gap, usage_source`);
  }
}
