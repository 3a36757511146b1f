import { type Command, Option } from 'commander';
import type { CommandContext, CommandResult, Perform } from '../command-context';
import { consumerId } from '../consumer-id';
import { EXPLAIN_ROUTE, TARGETS_OF_AI_API, type TargetsOfProvider } from '../documents/explanation';
import { CliFailure } from '../failure';
import { allowFilesOption, type Manifest, readManifest } from '../manifest/read-manifest';
import { bodyKind, environment, integer, type TargetName, targetNames } from '../option-values';
import { collected, pruneOption, RepeatableOption, selectorOption } from '../options';
import { renderExplanation } from '../render/explanation';

const REQUESTS_MAX = 100_000;
const HELP = `
Runs the gateway's routing code in the control plane. No request is sent to a vendor. Without --data-plane, it assumes that
no target is suspended.

Examples:
  switchyard explain support --model gpt-4o
  switchyard explain support --requests 1000 --suspend gpt-4o@main --suspend gpt-4o@azure/main
  switchyard explain support --requests 1000 --manifest switchyard.yaml`;

interface ExplainOptions {
  readonly environment: string;
  readonly model?: string;
  readonly operation?: string;
  readonly body?: string;
  readonly consumer?: string;
  readonly requests?: number;
  readonly ticket?: number;
  readonly manifest?: readonly string[];
  readonly allowFiles?: readonly string[];
  readonly prune?: boolean;
  readonly selector?: string;
  readonly dataPlane?: string;
  readonly suspend?: readonly TargetName[];
}

export function addExplain(program: Command, perform: Perform): void {
  program
    .command('explain')
    .description('show where a request would go, and why')
    .argument('<ai-api>', "the AI API's name")
    .addOption(
      new Option('--environment <environment>', "the environment of the consumer's key")
        .choices(['production', 'sandbox'])
        .default('PRODUCTION', 'production')
        .argParser(environment),
    )
    .option('--model <name>', 'the model named in the request')
    .option(
      '--operation <path>',
      'path of the operation, such as chat/completions (default: the first that most providers have)',
    )
    .addOption(
      new Option(
        '--body <kind>',
        "the kind of the request's body: json or form (default: what the operation takes)",
      ).argParser(bodyKind),
    )
    .option('--consumer <name>', "also check this consumer's access")
    .addOption(new Option('--requests <number>', 'how many requests to simulate').argParser(integer(1, REQUESTS_MAX)))
    .addOption(new Option('--ticket <number>', 'turn of the rotation to explain, counted from 0').argParser(integer(0)))
    .addOption(
      new RepeatableOption(
        '--manifest <path>',
        'also explain the configuration with this manifest applied: a file, a folder, or - for standard input; repeatable',
      ).argParser(collected),
    )
    .addOption(pruneOption())
    .addOption(selectorOption('apply the manifest as "apply" would with this selector'))
    .addOption(allowFilesOption())
    .option('--data-plane <id>', 'use the suspensions of this data plane; "status" lists the ids')
    .addOption(
      new RepeatableOption(
        '--suspend <model@endpoint>',
        'treat this target as suspended; repeatable; model@provider/endpoint if several providers have it',
      ).argParser(targetNames),
    )
    .addHelpText('after', HELP)
    .action((aiApi: string, options: ExplainOptions) => perform((context) => explain(context, aiApi, options)));
}

async function explain(context: CommandContext, aiApiName: string, options: ExplainOptions): Promise<CommandResult> {
  const { client, output } = context;
  const { model, operation, body, requests, ticket, prune, selector, consumer, suspend } = options;
  const { dataPlane: dataPlaneId } = options;
  const ofManifest = [prune, selector, options.allowFiles];
  if (options.manifest === undefined && ofManifest.some((given) => given !== undefined)) {
    throw new CliFailure(
      'usage',
      '--prune, --selector and --allow-files need a manifest. Add --manifest, or omit them.',
    );
  }
  const { allowFiles = [] } = options;
  const manifest =
    options.manifest === undefined ? null : await readManifest({ file: options.manifest, allowFiles }, context);
  const { explainRoute } = await client.ask(
    EXPLAIN_ROUTE,
    {
      input: {
        aiApiName,
        environment: options.environment,
        model,
        operation,
        body,
        requests,
        ticket,
        prune,
        labelSelector: selector,
        dataPlaneId,
        manifest: manifest?.text,
        consumerId: consumer === undefined ? undefined : await consumerId(client, consumer),
        suspended: suspend === undefined ? undefined : await targetIds(context, { aiApiName, manifest }, suspend),
      },
    },
    manifest === null ? {} : { manifest },
  );
  const { proposed, ...present } = explainRoute;
  output.print(renderExplanation(present));
  const assumed = suspend === undefined ? 'no target is suspended' : 'no other target is suspended';
  if (dataPlaneId === undefined && present.candidates.length > 0) {
    output.print(`Assuming that ${assumed}; --data-plane applies what a data plane reported.`);
  }
  if (proposed !== null) output.print(`\nWith ${manifest?.name ?? 'the manifest'}:\n${renderExplanation(proposed)}`);
  return { json: explainRoute };
}

interface Subject {
  readonly aiApiName: string;
  readonly manifest: Manifest | null;
}

/**
 * Resolves targets to the ids of their models and endpoints.
 *
 * @throws CliFailure if one does not exist, or if several providers have it; objects that exist only in the manifest have
 *   no ids until it is applied
 */
async function targetIds({ client }: CommandContext, { aiApiName, manifest }: Subject, names: readonly TargetName[]) {
  const { aiApi } = await client.ask(TARGETS_OF_AI_API, { name: aiApiName });
  const advice =
    manifest === null ? '' : ` Targets that exist only in ${manifest.name} cannot be suspended until it is applied.`;
  if (aiApi === null) throw new CliFailure('refused', `AI API "${aiApiName}" not found.${advice}`);
  return names.map((target) => {
    const found = findTarget(aiApi.providers, target);
    if ('modelId' in found) return found;
    throw new CliFailure('refused', `${aiApiName} ${found.problem}${advice}`);
  });
}

type FoundTarget = { readonly modelId: string; readonly endpointId: string } | { readonly problem: string };

/** Case counts in the name of a model only. */
function findTarget(providers: readonly TargetsOfProvider[], { model, provider, endpoint }: TargetName): FoundTarget {
  const isCalled = (wanted: string) => (named: { readonly name: string }) =>
    named.name.toLowerCase() === wanted.toLowerCase();
  const meant = provider === null ? providers : providers.filter(isCalled(provider));
  if (meant.length === 0) return { problem: `does not list a provider "${provider ?? ''}".` };
  const withModel = meant.flatMap((one) => {
    const found = one.models.find(({ name }) => name === model);
    return found === undefined ? [] : [{ ...one, modelId: found.id }];
  });
  const of = provider === null ? '' : ` of provider "${provider}"`;
  if (withModel.length === 0) return { problem: `has no model "${model}"${of}.` };
  const targets = withModel.flatMap(({ name, modelId, endpoints }) => {
    const found = endpoints.find(isCalled(endpoint));
    return found === undefined ? [] : [{ name, ids: { modelId, endpointId: found.id } }];
  });
  const [target, other] = targets;
  if (target === undefined) return { problem: `has no endpoint "${endpoint}"${of}.` };
  if (other === undefined) return target.ids;
  const choices = targets.map(({ name }) => `${model}@${name}/${endpoint}`).join(' or ');
  return { problem: `has several targets "${model}@${endpoint}": write ${choices}.` };
}
