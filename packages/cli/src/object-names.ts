import type { ControlPlaneClient } from './control-plane-client';
import { OBJECT_NAMES } from './documents/object-names';

/** The control plane looks up at most this many objects by their ids at once. */
const IDS_PER_QUERY_MAX = 200;

/**
 * What objects are called, by id: models and endpoints as `provider/name`. Those that no longer exist are not in it.
 *
 * @param ids null for none
 */
export async function objectNames(
  client: ControlPlaneClient,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const sought = [...new Set(ids.filter((id) => id !== null))];
  const names = new Map<string, string>();
  for (let begin = 0; begin < sought.length; begin += IDS_PER_QUERY_MAX) {
    const { nodes } = await client.ask(OBJECT_NAMES, { ids: sought.slice(begin, begin + IDS_PER_QUERY_MAX) });
    for (const node of nodes) {
      if (node?.id === undefined || node.name === undefined) continue;
      names.set(node.id, node.provider === undefined ? node.name : `${node.provider.name}/${node.name}`);
    }
  }
  return names;
}
