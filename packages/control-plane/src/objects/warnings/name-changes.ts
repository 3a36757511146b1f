import { ENVIRONMENTS } from '@switchyard/contract';
import { z } from 'zod';
import type { Image, RecordedChange } from '../../change/change-in-progress';
import { type ImageTarget, primaryIn, sidesIn, targetsIn } from '../policies/policy-sides';
import { isPolicyKind } from '../policies/routing-policy-kind';
import { idIn, member } from './warning-about';

/** An alias, by the AI API's id and its name. */
export interface AliasKey {
  readonly aiApiId: string;
  readonly name: string;
}

/** A provider in the list of an AI API. */
export interface ListedKey {
  readonly aiApiId: string;
  readonly providerId: string;
}

/** What a change does to the names that consumers can ask for, from what it records. */
export class NameChanges {
  /** Policies that the change creates, or whose primary it replaces. */
  readonly policiesWithNewPrimary: string[] = [];
  /** The numbers of policies that the change creates, by AI API. */
  readonly newPolicies = new Map<string, number>();
  /** AI APIs whose providers change their order. */
  readonly reordered: string[] = [];
  /** AI APIs that lose their first provider, a default endpoint or a load-balancing policy. */
  readonly narrowed = new Set<string>();
  /** Models that the change creates or renames. */
  readonly newNames: string[] = [];
  /** Models that the change disables, or that are no longer the primary of a policy. */
  readonly lostModels = new Set<string>();
  /** Endpoints that the change disables. */
  readonly lostEndpoints: string[] = [];
  /** Aliases that are new, or stand for another model. */
  readonly newAliases: AliasKey[] = [];
  /** All aliases of an AI API that lists further providers, and those that are new. */
  readonly hidingAliases: AliasKey[] = [];
  /** Providers that an AI API did not list before. */
  readonly newlyListed: ListedKey[] = [];
  /** Providers that are no longer the first of an AI API, or that a policy no longer targets. */
  readonly lessUsed: ListedKey[] = [];

  visit({ objectId, before, after }: RecordedChange): void {
    const kind = (after ?? before)?.kind;
    if (kind === 'AI_API' && after !== null) this.#visitAiApi(objectId, before, after);
    else if (kind === 'MODEL' && after !== null) this.#visitModel(objectId, before, after);
    else if (kind === 'ENDPOINT' && isDisabled(before, after)) this.lostEndpoints.push(objectId);
    else if (kind !== undefined && isPolicyKind(kind)) this.#visitPolicy(objectId, before, after);
  }

  #visitAiApi(aiApiId: string, before: Image | null, after: Image): void {
    const [old, next] = [before === null ? NO_LISTS : listsOf(before), listsOf(after)];
    const [oldFirst] = old.providers;
    const [first, ...others] = next.providers;
    const gained = next.providers.filter((id) => !old.providers.includes(id));
    for (const providerId of others) {
      if (gained.includes(providerId)) this.newlyListed.push({ aiApiId, providerId });
      else if (providerId === oldFirst) this.lessUsed.push({ aiApiId, providerId });
    }
    for (const [name, modelId] of next.aliases) {
      const isNew = old.aliases.get(name) !== modelId;
      if (isNew) this.newAliases.push({ aiApiId, name });
      if (isNew || gained.length > 0) this.hidingAliases.push({ aiApiId, name });
    }
    const losesDefault = old.defaultEndpoints.some((id) => id !== null && !next.defaultEndpoints.includes(id));
    if (losesDefault || (oldFirst !== undefined && oldFirst !== first)) this.narrowed.add(aiApiId);
    if (isReordered(old.providers, next.providers)) this.reordered.push(aiApiId);
  }

  #visitModel(id: string, before: Image | null, after: Image): void {
    if (before === null || member(before.value, 'name') !== member(after.value, 'name')) this.newNames.push(id);
    if (isDisabled(before, after)) this.lostModels.add(id);
  }

  #visitPolicy(id: string, before: Image | null, after: Image | null): void {
    const [old, next] = [routesOf(before), routesOf(after)];
    const isNew = next.primaries.some((primary, side) => primary !== null && primary !== old.primaries[side]);
    if (isNew) this.policiesWithNewPrimary.push(id);
    for (const modelId of old.primaries) {
      if (modelId !== null && !next.primaries.includes(modelId)) this.lostModels.add(modelId);
    }
    if (before === null) {
      const made = after === null ? null : idIn(after, 'aiApi');
      if (made !== null) this.newPolicies.set(made, (this.newPolicies.get(made) ?? 0) + 1);
      return;
    }
    const aiApiId = idIn(before, 'aiApi');
    if (aiApiId === null) return;
    if (after === null && before.kind !== 'FAILOVER_POLICY') this.narrowed.add(aiApiId);
    for (const providerId of old.providers) {
      if (!next.providers.has(providerId)) this.lessUsed.push({ aiApiId, providerId });
    }
  }
}

function isDisabled(before: Image | null, after: Image | null): boolean {
  const [wasEnabled, isEnabled] = [before, after].map((image) => member(image?.value, 'enabled') === true);
  return wasEnabled === true && after !== null && isEnabled !== true;
}

/** Whether those that stay are in another order. */
function isReordered(before: readonly string[], after: readonly string[]): boolean {
  const stayed = before.filter((id) => after.includes(id));
  const present = after.filter((id) => before.includes(id));
  return stayed.some((id, index) => present[index] !== id);
}

const listsSchema = z.object({
  providers: z.array(z.string()),
  modelAliases: z.array(z.object({ model: z.string() })),
  defaultProductionEndpoint: z.string().nullable(),
  defaultSandboxEndpoint: z.string().nullable(),
});
const aliasNamesSchema = z.object({ modelAliases: z.array(z.object({ name: z.string() })) });

interface Lists {
  readonly providers: readonly string[];
  /** The ids of models by alias. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Their ids; null if there is none. */
  readonly defaultEndpoints: readonly (string | null)[];
}

const NO_LISTS: Lists = { providers: [], aliases: new Map(), defaultEndpoints: [] };

function listsOf({ value, references }: Image): Lists {
  const { providers, modelAliases, ...defaults } = listsSchema.parse(references);
  const named = aliasNamesSchema.parse(value).modelAliases;
  return {
    providers,
    aliases: new Map(modelAliases.map(({ model }, index) => [named[index]?.name ?? '', model])),
    defaultEndpoints: [defaults.defaultProductionEndpoint, defaults.defaultSandboxEndpoint],
  };
}

interface PolicyRoutes {
  /** The id of the primary's model by environment; null if there is none. */
  readonly primaries: readonly (string | null)[];
  readonly providers: ReadonlySet<string>;
}

function routesOf(policy: Image | null): PolicyRoutes {
  if (policy === null) return { primaries: [], providers: new Set() };
  const { production, sandbox } = sidesIn(policy.references);
  const sides = { PRODUCTION: production, SANDBOX: sandbox };
  const targets: ImageTarget[] = ENVIRONMENTS.flatMap((environment) => [...targetsIn(sides[environment])]);
  return {
    primaries: ENVIRONMENTS.map((environment) => primaryIn(sides[environment])?.model ?? null),
    providers: new Set(targets.map(({ provider }) => provider)),
  };
}
