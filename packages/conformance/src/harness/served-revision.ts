import { until } from '@switchyard/runtime';

/** The revision that a data plane currently serves, from the headers of its answer. Calls no upstream. */
export async function servedRevision(dataPlaneUrl: string): Promise<number | null> {
  const response = await fetch(dataPlaneUrl);
  await response.arrayBuffer();
  const revision = response.headers.get('x-switchyard-revision');
  return revision === null ? null : Number(revision);
}

/** Waits until a data plane serves a revision, or a later one. */
export async function untilServed(dataPlaneUrl: string, revision: number): Promise<void> {
  await until(async () => ((await servedRevision(dataPlaneUrl)) ?? -1) >= revision, `revision ${revision} is served`);
}
