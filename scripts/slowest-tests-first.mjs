import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * How long the slowest test files take, in seconds, for a machine that has not run them yet. Going by size alone, as Jest
 * does, a slow file might start last, and everything else would wait for it.
 */
const SECONDS = {
  'console-walk.test.ts': 140,
  'standalone-keeps-its-configuration.test.ts': 58,
  'standalone-refuses-to-start.test.ts': 39,
  'assembled-programs.test.ts': 36,
  'slow-nats.test.ts': 35,
  'documents-do-what-they-say.test.ts': 35,
  'publication-over-nats.test.ts': 32,
  'published-certificates.test.ts': 27,
  'data-plane-starts-alone.test.ts': 26,
  'gateway-slow-consumer.test.ts': 24,
  'schema-fuzz.test.ts': 23,
  'workers-are-one-data-plane.test.ts': 21,
  'simulation-agrees-with-the-gateway.test.ts': 21,
  'roll-back-restores.test.ts': 21,
  'only-the-control-plane-writes-the-table.test.ts': 21,
  'followers-miss-nothing.test.ts': 21,
  'manifest-size.test.ts': 23,
  'publication-survives-silence.test.ts': 19,
  'manifest-round-trip.test.ts': 19,
  'watchdog.test.ts': 18,
  'postgres-life.test.ts': 18,
  'nats-watch.test.ts': 18,
  'rollbacks-leave-keys-unchanged.test.ts': 17,
  'no-request-is-lost.test.ts': 22,
  'bucket-state.test.ts': 17,
  'publication-survives-crashes.test.ts': 16,
  'the-bench-works.test.ts': 18,
  'starting-with-bad-settings.test.ts': 15,
  'data-plane-activity-is-visible.test.ts': 15,
  'live-connections.test.ts': 14,
  'a-stalled-log-reader-stops-nothing.test.ts': 14,
  'postgres-publication-lease.test.ts': 13,
  'gateway-memory.test.ts': 13,
  'configuration-as-of.test.ts': 13,
  'changes-survive-kill-9.test.ts': 13,
  'ca-certificate.test.ts': 13,
  'the-command-line.test.ts': 12,
  'upstream-faults-fail-over.test.ts': 11,
  'rollout.test.ts': 11,
  'nothing-goes-back.test.ts': 11,
  'nats-restarts.test.ts': 11,
  'gateway-ca-certificates.test.ts': 11,
  'the-scale-script-works.test.ts': 10,
  'routing-over-both-planes.test.ts': 10,
  'policy-service.test.ts': 10,
  'local-postgres.test.ts': 10,
  'change-warnings.test.ts': 10,
  'watches-leave-no-consumers.test.ts': 9,
  'request-body.test.ts': 9,
  'publisher-repairs.test.ts': 9,
  'programs-stop-in-time.test.ts': 9,
  'nats-key-value-store.test.ts': 9,
  'messages-are-listed.test.ts': 9,
  'manifest-text.test.ts': 18,
  'last-use.test.ts': 9,
  'gateway-stream-images.test.ts': 9,
  'data-source.test.ts': 9,
  'audit-trail.test.ts': 9,
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
