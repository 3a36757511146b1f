import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { ENDPOINT_NAMES, type Status, STATUS } from '../documents/rollout';
import { waitOption } from '../options';
import { renderStatus } from '../render/status';
import { waitForRollout } from '../wait-for-rollout';

const HELP = `
Exits with 0 in any state, as long as the control plane answers. With --wait, it waits until every live data plane serves the
latest committed revision, and exits with 6 if that does not happen in time.

Examples:
  switchyard status
  switchyard status --wait=30 --json`;

/** The control plane looks up at most this many objects by their ids at once. */
const ENDPOINTS_NAMED_MAX = 200;

interface StatusOptions {
  readonly wait?: number;
}

export function addStatus(program: Command, perform: Perform): void {
  program
    .command('status')
    .description(
      'show the state of both planes, suspended targets, CA certificates that expire, and the progress of rollouts',
    )
    .addOption(waitOption())
    .addHelpText('after', HELP)
    .action((options: StatusOptions) => perform((context) => status(context, options)));
}

async function status(context: CommandContext, { wait }: StatusOptions): Promise<CommandResult> {
  const { client, output } = context;
  const waited =
    wait === undefined
      ? null
      : await waitForRollout(context, (await client.ask(STATUS, {})).controlPlane.committedRevision, wait);
  if (waited?.failure?.kind === 'interrupted') throw waited.failure;
  const answer = await client.ask(STATUS, {});
  const names = output.json ? new Map<string, string>() : await endpointNames(context, answer);
  output.print(renderStatus(answer, names, output.paint));
  const json = { ...answer, rollout: waited?.rollout ?? null };
  return { json, ...(waited?.failure ? { failure: waited.failure } : {}) };
}

/** What to call the endpoints at fault of live data planes, by id. */
async function endpointNames({ client }: CommandContext, { dataPlanes }: Status): Promise<Map<string, string>> {
  const faults = dataPlanes.flatMap(({ live, endpointFaults }) => (live ? endpointFaults : []));
  const ids = new Set(faults.map(({ endpointId }) => endpointId));
  if (ids.size === 0) return new Map();
  const { nodes } = await client.ask(ENDPOINT_NAMES, { ids: [...ids].slice(0, ENDPOINTS_NAMED_MAX) });
  return new Map(
    nodes.flatMap((node): [string, string][] =>
      node?.id === undefined || node.name === undefined || node.provider === undefined
        ? []
        : [[node.id, `${node.name} of provider ${node.provider.name}`]],
    ),
  );
}
