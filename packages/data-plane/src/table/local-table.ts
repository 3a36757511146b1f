import type { Coverage, EndpointFault, SealingKey } from '@switchyard/contract';
import { EntryReader, type ReadContent } from './read-entry';
import type { EntryDifference, PreparedRevision, RevisionTarget } from './revision-target';
import type { RoutingTable, TableChange } from './routing-table';
import { planTable } from './table-plan';

/**
 * The routing table of this process. A revision is validated and compiled next to the live table, in slices, and becomes current
 * in one turn.
 */
export class LocalTable implements RevisionTarget<ReadContent> {
  readonly reader = new EntryReader();

  /** @param sealingKey opens the credentials */
  constructor(
    private readonly table: RoutingTable,
    private readonly sealingKey: SealingKey,
  ) {}

  get position(): Coverage | null {
    return this.table.position;
  }

  async expectStored(): Promise<void> {
    // Its differences are what was read.
  }

  async prepare(revision: Coverage, differences: Iterable<EntryDifference<ReadContent>>): Promise<PreparedRevision> {
    const changes = await planTable(this.table, this.sealingKey, differences);
    return {
      changeCount: changes.length,
      apply: async () => {
        await this.table.apply(revision, changes);
        return newFaults(changes);
      },
    };
  }
}

/** The endpoints that were not out of rotation before the changes. */
function newFaults(changes: readonly TableChange[]): readonly EndpointFault[] {
  return changes.flatMap((change) => {
    if (change.kind !== 'provider' || change.value === undefined) return [];
    const known = new Set(change.before?.faults.map(faultKey));
    return change.value.faults.filter((fault) => !known.has(faultKey(fault)));
  });
}

function faultKey({ endpointId, reason }: EndpointFault): string {
  return `${endpointId} ${reason}`;
}
