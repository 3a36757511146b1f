import type { Command } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { REQUEST } from '../documents/requests';
import { CliFailure } from '../failure';
import { objectNames } from '../object-names';
import { renderRequest } from '../render/request';

const HELP = `
Every response has its request's id in the header x-request-id. Data planes record each request that failed or was sent to more
than one target, and a share of the others.

Example:
  switchyard request 0193a5a0-7c1e-7000-8000-000000000000`;

export function addRequest(program: Command, perform: Perform): void {
  program
    .command('request')
    .description('show what happened to a request, why, and what to do about it')
    .argument('<id>', 'its id, from the response header x-request-id')
    .addHelpText('after', HELP)
    .action((id: string) => perform((context) => showRequest(context, id)));
}

async function showRequest({ client, output }: CommandContext, id: string): Promise<CommandResult> {
  const { request } = await client.ask(REQUEST, { id });
  if (request === null) {
    const advice =
      'It may have been answered and not be part of the recorded share, be older than the records that are kept, or have ended less than a few seconds ago.';
    throw new CliFailure('refused', `There is no record of request "${id}". ${advice}`, { code: 'NOT_FOUND' });
  }
  const names = output.json ? new Map<string, string>() : await objectNames(client, [request.consumerId]);
  output.print(renderRequest(request, names, output.paint));
  return { json: { request } };
}
