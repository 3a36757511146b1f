import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * How long the slowest test files take, in seconds, for a machine that has not run them yet. Going by size alone, as Jest
 * does, a slow file might start last, and everything else would wait for it.
 */
const SECONDS = {
  'schema-fuzz.test.ts': 60,
  'standalone-keeps-its-configuration.test.ts': 45,
  'assembled-programs.test.ts': 35,
  'standalone-refuses-to-start.test.ts': 35,
  'data-plane-activity-is-visible.test.ts': 30,
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
/** The guess for all other files: 10 KB take a second. */
const MS_PER_BYTE = 0.1;

/** Starts the slowest test files first, so that no worker is idle for long at the end. */
export default class SlowestFirst extends Sequencer {
  time(test) {
    const known = super.time(test);
    if (known !== undefined) return known;
    const seconds = SECONDS[basename(test.path)];
    return seconds === undefined ? sizeOf(test) * MS_PER_BYTE : seconds * MS_PER_SECOND;
  }
}

function sizeOf({ path, context }) {
  return context.hasteFS.getSize(path) ?? 0;
}
