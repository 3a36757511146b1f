import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * Seconds that the slowest test files take, for a machine that has run none of them yet: without them Jest starts the
 * largest files first, and waits at the end for a slow one that it has started last.
 */
const SECONDS = {
  'schema-fuzz.test.ts': 60,
  'standalone-keeps-its-configuration.test.ts': 45,
  'assembled-programs.test.ts': 35,
  'standalone-refuses-to-start.test.ts': 35,
  'what-data-planes-do-is-seen.test.ts': 30,
  'publication-over-nats.test.ts': 30,
  'manifest-size.test.ts': 27,
  'followers-miss-nothing.test.ts': 25,
  'postgres-life.test.ts': 24,
  'publication-survives-crashes.test.ts': 23,
  'documents-do-what-they-say.test.ts': 23,
  'live-connections.test.ts': 20,
  'apollo-client.test.ts': 20,
  'no-request-is-lost.test.ts': 17,
  'starting-with-bad-settings.test.ts': 17,
  'manifest-text.test.ts': 15,
  'local-postgres.test.ts': 14,
};
const MS_PER_SECOND = 1_000;

/** Starts the slowest test files first, so that no worker is idle for long at the end. */
export default class SlowestFirst extends Sequencer {
  time(test) {
    return super.time(test) ?? (SECONDS[basename(test.path)] ?? 0) * MS_PER_SECOND;
  }
}
