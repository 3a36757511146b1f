import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { EXPLAIN_ROUTE, TARGETS_OF_AI_API } from '../documents/explanation';
import { CliFailure } from '../failure';
import { type ManifestFile, readManifest } from '../manifest-file';
import { environment, integer, type TargetName, targetNames } from '../option-values';
import { pruneOption } from '../options';
import { renderExplanation } from '../render/explanation';

const REQUESTS_MAX = 100_000;
const HELP = `
Runs the gateway's routing code in the control plane. No request is sent to a vendor.

Examples:
  switchyard explain support --model gpt-4o
  switchyard explain support --requests 1000 --suspend gpt-4o@main
  switchyard explain support --requests 1000 --manifest switchyard.yaml`;

interface ExplainOptions {
  readonly environment: string;
  readonly model?: string;
  readonly operation?: string;
  readonly consumer?: string;
  readonly requests?: number;
  readonly ticket?: number;
  readonly manifest?: string;
  readonly prune?: boolean;
  readonly dataPlane?: string;
  readonly suspend?: readonly TargetName[];
}

export function addExplain(program: Command, perform: Perform): void {
  program
    .command('explain')
    .description('show where a request would go, and why')
    .argument('<ai-api>', "the AI API's name")
    .addOption(
      new Option('--environment <environment>', "the environment of the consumer's key: production or sandbox")
        .default('PRODUCTION', 'production')
        .argParser(environment),
    )
    .option('--model <name>', 'the model named in the request')
    .option('--operation <path>', 'path of the operation, such as chat/completions (default: the first routed one)')
    .option('--consumer <name>', "also check this consumer's access")
    .addOption(new Option('--requests <number>', 'how many requests to simulate').argParser(integer(1, REQUESTS_MAX)))
    .addOption(new Option('--ticket <number>', 'turn of the rotation to explain, counted from 0').argParser(integer(0)))
    .option('--manifest <file>', 'also explain the configuration with this manifest applied; - for standard input')
    .addOption(pruneOption())
    .option('--data-plane <id>', 'use the suspensions of this data plane; "status" lists the ids')
    .addOption(
      new Option('--suspend <model@endpoint>', 'treat this target as suspended; repeatable').argParser(targetNames),
    )
    .addHelpText('after', HELP)
    .action((aiApi: string, options: ExplainOptions) => perform((context) => explain(context, aiApi, options)));
}

async function explain(context: CommandContext, aiApiName: string, options: ExplainOptions): Promise<CommandResult> {
  const { client, io, output } = context;
  const { model, operation, requests, ticket, prune, dataPlane: dataPlaneId, consumer, suspend } = options;
  const manifest = options.manifest === undefined ? null : await readManifest(options.manifest, io);
  const { explainRoute } = await client.ask(
    EXPLAIN_ROUTE,
    {
      input: {
        aiApiName,
        environment: options.environment,
        model,
        operation,
        requests,
        ticket,
        prune,
        dataPlaneId,
        manifest: manifest?.text,
        consumerId: consumer === undefined ? undefined : await consumerId(client, consumer),
        suspended: suspend === undefined ? undefined : await targetIds(context, { aiApiName, manifest }, suspend),
      },
    },
    manifest === null ? {} : { manifestName: manifest.name },
  );
  const { proposed, ...present } = explainRoute;
  output.print(renderExplanation(present));
  if (proposed !== null) output.print(`\nWith ${manifest?.name ?? 'the manifest'}:\n${renderExplanation(proposed)}`);
  return { json: explainRoute };
}

interface Subject {
  readonly aiApiName: string;
  readonly manifest: ManifestFile | null;
}

/**
 * Resolves targets to the ids of their models and endpoints, which belong to the AI API's provider.
 *
 * @throws CliFailure if one does not exist; objects that exist only in the manifest have no ids until it is applied
 */
async function targetIds({ client }: CommandContext, { aiApiName, manifest }: Subject, names: readonly TargetName[]) {
  const { aiApi } = await client.ask(TARGETS_OF_AI_API, { name: aiApiName });
  const advice =
    manifest === null ? '' : ` Targets that exist only in ${manifest.name} cannot be suspended until it is applied.`;
  if (aiApi === null) throw new CliFailure('refused', `AI API "${aiApiName}" not found.${advice}`);
  const idOf = (kind: string, found: { readonly id: string } | undefined, name: string) => {
    if (found !== undefined) return found.id;
    throw new CliFailure('refused', `The provider of ${aiApiName} has no ${kind} "${name}".${advice}`);
  };
  const { models, endpoints } = aiApi.provider;
  // Case counts in the name of a model only.
  const modelOf = (wanted: string) => models.find(({ name }) => name === wanted);
  const endpointOf = (wanted: string) => endpoints.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return names.map(({ model, endpoint }) => ({
    modelId: idOf('model', modelOf(model), model),
    endpointId: idOf('endpoint', endpointOf(endpoint), endpoint),
  }));
}
