import type { Credential } from '@switchyard/contract';
import { z } from 'zod';
import type { ChangePlan } from '../plan/change-plan';
import { type PlanInProgress, withWarnings } from '../plan/describe-plan';
import type { Configuration, ConfiguredObject } from '../plan/configuration';
import {
  type ConfigurationChanger,
  plannedChangesMax,
  type ProposedConfiguration,
} from '../plan/configuration-changer';
import type { ConfigurationReader } from '../plan/configuration-reader';
import type { Place } from '../plan/plan-context';
import { labelSelectorSchema } from '../../objects/labels/label-selector';
import { providerPart, selectedPart } from '../plan/selection';
import { apiKeySchema } from '../../objects/endpoints/endpoint-rules';
import { secretReferenceSchema } from '../../objects/endpoints/secret-reference';
import { badInput, type DomainError } from '../../kernel/errors/domain-error';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { checkInput, problem } from '../../kernel/rules/check-input';
import { InputCheck } from '../../kernel/rules/input-check';
import { commentSchema, orDefault } from '../../kernel/rules/members';
import { repeated } from '../../kernel/rules/repeated';
import type { Caller } from '../../kernel/caller/caller';
import { checkManifest } from './check-manifest';
import { desiredObjects, removalsOf } from './desired-objects';
import type { ManifestFormat } from '../../kernel/text/manifest-format';
import { ManifestText, type ReadingPurpose } from './manifest-text';
import { writeManifest } from './write-manifest';

export const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;
const SECRETS_MAX = 10_000;
/** All objects of a manifest are in memory and planned at once. */
export const OBJECTS_MAX = 100_000;

const proposalRules = z.object({
  manifest: z.string().refine((text) => Buffer.byteLength(text) <= MANIFEST_BYTES_MAX, {
    error: `must be at most ${MANIFEST_BYTES_MAX} bytes`,
  }),
  prune: orDefault(z.boolean(), false),
  labelSelector: labelSelectorSchema.nullish(),
});

const exportRules = proposalRules.pick({ labelSelector: true }).extend({ provider: z.string().nullish() });

const applyManifestRules = proposalRules.extend({
  secrets: z
    .array(z.object({ reference: secretReferenceSchema, value: apiKeySchema }))
    .max(SECRETS_MAX)
    .nullish()
    .superRefine((secrets, context) => {
      const references = (secrets ?? []).map(({ reference }) => reference);
      for (const index of repeated(references)) {
        context.addIssue(problem('DUPLICATE', 'is listed twice', [index, 'reference']));
      }
    }),
  dryRun: orDefault(z.boolean(), false),
  expectedPlanId: z.string().nullish(),
  comment: commentSchema,
});

/** Applies a manifest, within a change. */
export type PreparedManifest = (change: ChangeInProgress) => Promise<PlanInProgress>;

interface Terms extends Pick<
  ProposedConfiguration,
  'labelSelector' | 'requiresSecrets' | 'expectedPlanId' | 'changesMax'
> {
  readonly prune: boolean;
  readonly purpose: ReadingPurpose;
  readonly secrets: readonly { readonly reference: string; readonly value: string }[];
}

export class ManifestService {
  constructor(
    private readonly corridor: ChangeCorridor,
    private readonly changer: ConfigurationChanger,
    private readonly configurations: ConfigurationReader,
  ) {}

  async apply(caller: Caller, input: unknown) {
    const check = new InputCheck(applyManifestRules, input);
    const [{ manifest, secrets, dryRun, comment, ...given }] = check.passed();
    const terms: Terms = { ...given, purpose: 'CHANGE', secrets: secrets ?? [], requiresSecrets: true };
    const prepared = await this.#prepare(manifest, terms);
    const apply = async (change: ChangeInProgress) => ({ plan: await prepared(change), applied: !dryRun });
    return withWarnings(
      dryRun
        ? await this.corridor.dryRun(apply)
        : await this.corridor.commit({ caller, operation: 'applyManifest', comment, isLarge: true }, apply),
    );
  }

  /** What `apply` would change; a plan takes no credentials. */
  async plan(caller: Caller, input: unknown): Promise<ChangePlan> {
    const prepared = await this.prepare(caller, input);
    return withWarnings(await this.corridor.dryRun(async (change) => ({ plan: await prepared(change) }))).plan;
  }

  /**
   * Reads a manifest before a change, for a dry run whose caller needs more than the plan.
   *
   * @param input `manifest`, `prune` and `labelSelector`
   * @throws DomainError BAD_USER_INPUT
   */
  async prepare(caller: Caller, input: unknown): Promise<PreparedManifest> {
    const { manifest, ...given } = checkInput(proposalRules, input);
    const changesMax = plannedChangesMax(caller);
    return this.#prepare(manifest, { ...given, purpose: 'PLAN', secrets: [], changesMax });
  }

  /** @throws DomainError BAD_USER_INPUT if `input` has an invalid `labelSelector`, or a `provider` that there is not */
  async export(format: ManifestFormat, input: unknown = {}): Promise<string> {
    const write = writer(format, input);
    return this.configurations.present(write);
  }

  /** The configuration as of a revision, in the form of `export`. @throws DomainError also NOT_FOUND */
  async exportAsOf(revision: number, format: ManifestFormat, input: unknown = {}): Promise<string> {
    const write = writer(format, input);
    return this.configurations.asOf(revision, write);
  }

  async #prepare(manifest: string, { purpose, prune, secrets, ...terms }: Terms): Promise<PreparedManifest> {
    const text = await ManifestText.read(manifest, purpose);
    const document = await text.locating(() => checkManifest(text.value));
    const { objects, places, secretReferences, previousNames } = await desiredObjects(document);
    refuseTooMany(objects.length);
    refuseUnused(secrets, new Set(secretReferences.values()));
    const values = new Map(secrets.map(({ reference, value }) => [reference, value]));
    const credentials = new Map<ConfiguredObject, Credential>();
    const unresolved = new Set<ConfiguredObject>();
    for (const [endpoint, reference] of secretReferences) {
      const apiKey = values.get(reference);
      if (apiKey === undefined) unresolved.add(endpoint);
      else credentials.set(endpoint, { apiKey });
    }
    const proposed: ProposedConfiguration = {
      ...terms,
      desired: { objects },
      removes: removalsOf(document, prune),
      previousNames,
      credentials,
      unresolved,
      placeOf: (object) => places.get(object) ?? [],
      givenOf: (object) => valueAt(text.value, places.get(object) ?? []),
    };
    return (change) => text.locating(() => this.changer.change(change, proposed));
  }
}

/** Writes a configuration, or a part of it: then without the sections of which nothing is left. */
function writer(format: ManifestFormat, input: unknown): (configuration: Configuration) => string {
  const { labelSelector, provider = null } = checkInput(exportRules, input);
  if (!labelSelector && provider === null) return (configuration) => writeManifest(configuration, format);
  return (configuration) => {
    const selected = labelSelector ? selectedPart(configuration, labelSelector) : configuration;
    const part = provider === null ? selected : providerPart(selected, provider);
    if (provider !== null && part.objects.length === 0) throw unknownProvider(provider);
    return writeManifest(part, format, { isPart: true });
  };
}

function unknownProvider(name: string): DomainError {
  const message = `is the name of no provider: ${JSON.stringify(name)}`;
  return badInput([{ path: 'provider', message, reason: 'NOT_FOUND' }]);
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (within, part) => (typeof within === 'object' && within !== null ? Reflect.get(within, part) : undefined),
    value,
  );
}

function refuseTooMany(count: number): void {
  if (count <= OBJECTS_MAX) return;
  const message = `must have at most ${OBJECTS_MAX} objects, but has ${count}: apply it in parts`;
  throw badInput([{ path: 'manifest', message, reason: 'WRONG_COUNT' }]);
}

/** An unused secret is probably a mistake, such as a misspelled reference. */
function refuseUnused(secrets: Terms['secrets'], references: ReadonlySet<string>): void {
  const unused = secrets.flatMap(({ reference }, index) => (references.has(reference) ? [] : [index]));
  if (unused.length === 0) return;
  const message = 'is not used in the manifest';
  throw badInput(unused.map((index) => ({ path: `secrets.${index}.reference`, message, reason: 'NOT_FOUND' })));
}
