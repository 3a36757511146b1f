import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/**
 * How long the slowest test files take, in seconds, for a machine that has not run them yet. Going by size alone, as Jest
 * does, a slow file might start last, and everything else would wait for it.
 */
const SECONDS = {
  'standalone-keeps-its-configuration.test.ts': 75,
  'schema-fuzz.test.ts': 66,
  'standalone-refuses-to-start.test.ts': 51,
  'the-bench-works.test.ts': 38,
  'bucket-state.test.ts': 36,
  'rollbacks-leave-keys-unchanged.test.ts': 32,
  'roll-back-restores.test.ts': 31,
  'publication-over-nats.test.ts': 29,
  'manifest-round-trip.test.ts': 29,
  'publication-survives-silence.test.ts': 27,
  'followers-miss-nothing.test.ts': 26,
  'manifest-size.test.ts': 25,
  'bulkhead.test.ts': 25,
  'audit-trail.test.ts': 24,
  'policy-constraints.test.ts': 24,
  'changes-survive-kill-9.test.ts': 23,
  'configuration-as-of.test.ts': 23,
  'documents-do-what-they-say.test.ts': 22,
  'starting-with-bad-settings.test.ts': 21,
  'postgres-life.test.ts': 21,
  'route-warnings.test.ts': 21,
  'nothing-goes-back.test.ts': 20,
  'publication-survives-crashes.test.ts': 20,
  'data-plane-activity-is-visible.test.ts': 20,
  'nats-server-binary.test.ts': 20,
  'revision-feed.test.ts': 19,
  'sealed-credentials.test.ts': 19,
  'postgres-publication-lease.test.ts': 18,
  'the-command-line.test.ts': 17,
  'manifest-text.test.ts': 17,
  'only-the-control-plane-writes-the-table.test.ts': 16,
  'a-refused-revision-is-reported.test.ts': 15,
  'the-generated-client-works.test.ts': 14,
  'no-request-is-lost.test.ts': 14,
  'simulation-agrees-with-the-gateway.test.ts': 14,
  'bad-requests.test.ts': 14,
  'live-connections.test.ts': 14,
  'upstream-faults-fail-over.test.ts': 13,
  'nats-key-value-store.test.ts': 13,
  'safe-text.test.ts': 13,
  'assembled-programs.test.ts': 12,
  'refuse-unservable.test.ts': 12,
  'publisher-repairs.test.ts': 12,
  'routing-over-both-planes.test.ts': 12,
  'change-consumer.test.ts': 12,
  'used-by.test.ts': 11,
  'access-token-service.test.ts': 11,
  'configuration-changer.test.ts': 11,
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
