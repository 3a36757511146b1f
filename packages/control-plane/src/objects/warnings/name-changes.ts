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
  /** Models that the change creates or renames. */
  readonly newNames: string[] = [];
  /** Models that the change disables, or that are no longer the primary of a policy. */
  readonly lostModels = new Set<string>();
  /** Aliases that are new, or stand for another model. */
  readonly newAliases: AliasKey[] = [];
  /** All aliases of an AI API that lists further providers, and those that are new. */
  readonly hidingAliases: AliasKey[] = [];
  /** Providers that an AI API lists now, or that a policy no longer targets. */
  readonly maybeUnused: ListedKey[] = [];

  visit({ objectId, before, after }: RecordedChange): void {
    const kind = (after ?? before)?.kind;
    if (kind === 'AI_API' && after !== null) this.#visitAiApi(objectId, before, after);
    else if (kind === 'MODEL' && after !== null) this.#visitModel(objectId, before, after);
    else if (kind !== undefined && isPolicyKind(kind)) this.#visitPolicy(objectId, before, after);
  }

  #visitAiApi(aiApiId: string, before: Image | null, after: Image): void {
    const [old, next] = [before === null ? NO_LISTS : listsOf(before), listsOf(after)];
    const gained = next.providers.filter((id) => !old.providers.includes(id));
    for (const providerId of gained) this.maybeUnused.push({ aiApiId, providerId });
    for (const [name, modelId] of next.aliases) {
      const isNew = old.aliases.get(name) !== modelId;
      if (isNew) this.newAliases.push({ aiApiId, name });
      if (isNew || gained.length > 0) this.hidingAliases.push({ aiApiId, name });
    }
  }

  #visitModel(id: string, before: Image | null, after: Image): void {
    if (before === null || member(before.value, 'name') !== member(after.value, 'name')) this.newNames.push(id);
    const wasEnabled = before !== null && member(before.value, 'enabled') === true;
    if (wasEnabled && member(after.value, 'enabled') !== true) this.lostModels.add(id);
  }

  #visitPolicy(id: string, before: Image | null, after: Image | null): void {
    const [old, next] = [routesOf(before), routesOf(after)];
    const isNew = next.primaries.some((primary, side) => primary !== null && primary !== old.primaries[side]);
    if (isNew) this.policiesWithNewPrimary.push(id);
    for (const modelId of old.primaries) {
      if (modelId !== null && !next.primaries.includes(modelId)) this.lostModels.add(modelId);
    }
    const aiApiId = before === null ? null : idIn(before, 'aiApi');
    if (aiApiId === null) return;
    for (const providerId of old.providers) {
      if (!next.providers.has(providerId)) this.maybeUnused.push({ aiApiId, providerId });
    }
  }
}

const listsSchema = z.object({
  providers: z.array(z.string()),
  modelAliases: z.array(z.object({ model: z.string() })),
});
const aliasNamesSchema = z.object({ modelAliases: z.array(z.object({ name: z.string() })) });

interface Lists {
  readonly providers: readonly string[];
  /** The ids of models by alias. */
  readonly aliases: ReadonlyMap<string, string>;
}

const NO_LISTS: Lists = { providers: [], aliases: new Map() };

function listsOf({ value, references }: Image): Lists {
  const { providers, modelAliases } = listsSchema.parse(references);
  const named = aliasNamesSchema.parse(value).modelAliases;
  return { providers, aliases: new Map(modelAliases.map(({ model }, index) => [named[index]?.name ?? '', model])) };
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
