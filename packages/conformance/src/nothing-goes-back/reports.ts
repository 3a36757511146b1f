import { pause } from '@switchyard/runtime';
import type { GraphqlClient } from '../harness/graphql';
import type { KillableControlPlane } from '../harness/killable-control-plane';
import type { KillableDataPlane } from './killable-data-plane';
import type { RevisionChecker } from './revision-checker';

const INTERVAL_MS = 100;

interface Report {
  readonly id: string;
  readonly lineage: string | null;
  readonly appliedRevision: number | null;
}

/** Tells the checker what the control plane says that data planes have applied, until the signal. */
export async function followReports(
  controlPlane: KillableControlPlane,
  dataPlanes: readonly KillableDataPlane[],
  checker: RevisionChecker,
  signal: AbortSignal,
): Promise<void> {
  const lineages = new Set<string>();
  while (!signal.aborted) {
    const { graphql } = controlPlane;
    const reports = graphql === null ? [] : await ask(graphql, controlPlane, checker);
    for (const { id, lineage, appliedRevision } of reports) {
      const dataPlane = dataPlanes.find((one) => one.id === id);
      if (dataPlane === undefined || appliedRevision === null) continue;
      checker.noteReported(dataPlane.number, appliedRevision);
      if (lineage !== null) lineages.add(lineage);
    }
    await pause(INTERVAL_MS, signal);
  }
  if (lineages.size > 1) checker.noteFault(`data planes reported more than one lineage: ${[...lineages].join(', ')}`);
}

async function ask(
  graphql: GraphqlClient,
  controlPlane: KillableControlPlane,
  checker: RevisionChecker,
): Promise<readonly Report[]> {
  try {
    const { dataPlanes } = await graphql.ask<{ dataPlanes: Report[] }>('{ dataPlanes { id lineage appliedRevision } }');
    return dataPlanes;
  } catch (error) {
    if (controlPlane.graphql === graphql)
      checker.noteFault(`the control plane runs, but did not answer: ${String(error)}`);
    return [];
  }
}
