import type { ProviderProfile } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { Refusals } from '../../kernel/rules/input-check';
import { rowsById } from '../../kernel/database/rows-by-id';
import { effectiveProfile } from '../providers/effective-profile';
import { ProviderEntity } from '../providers/provider-entity';
import { modelPlaceTaken } from './model-place-taken';

type FormattedProvider = Pick<ProviderEntity, 'name' | 'template' | 'profileOverrides'>;

/** The problem of a member of a manifest that names a provider which the AI API does not list. */
export const UNLISTED_PROVIDER = "must be one of the AI API's providers: list it in `providers`";

/**
 * Checks that the providers that an input lists exist and fit together.
 *
 * @returns whether all exist: otherwise nothing can be said of what has to belong to one of them
 */
export async function checkListedProviders(
  refusals: Refusals,
  manager: EntityManager,
  given: readonly { readonly index: number; readonly item: string }[],
): Promise<boolean> {
  const rows = await rowsById(
    manager,
    ProviderEntity,
    given.map(({ item }) => item),
  );
  const missing = given.filter(({ item }) => !rows.has(item));
  for (const { index } of missing) {
    refusals.add({ path: `providerIds.${index}`, message: 'no provider has this id', reason: 'NOT_FOUND' });
  }
  const listed = given.map(({ item }) => rows.get(item));
  // With one missing, the others would be numbered differently.
  if (missing.length === 0)
    refusals.add(
      ...unfitProviders(
        'providerIds',
        listed.filter((provider) => provider !== undefined),
      ),
    );
  return missing.length === 0;
}

/** The providers of a list that cannot be beside the first one. @param path of the list in the input */
export function unfitProviders(path: string, [first, ...others]: readonly FormattedProvider[]): FieldProblem[] {
  if (first === undefined) return [];
  const profile = effectiveProfile(first);
  return others.flatMap((provider, index): FieldProblem[] => {
    const problem = unfitBeside(profile, provider);
    return problem === null ? [] : [{ path: `${path}.${index + 1}`, ...problem }];
  });
}

function unfitBeside(first: ProviderProfile, provider: FormattedProvider): Omit<FieldProblem, 'path'> | null {
  const profile = effectiveProfile(provider);
  const name = JSON.stringify(provider.name);
  if (profile.wireFormat !== first.wireFormat) {
    const message =
      `must have the wire format of the first provider, ${first.wireFormat}, ` +
      `but ${name} has ${profile.wireFormat}`;
    return { message, reason: 'OTHER_WIRE_FORMAT' };
  }
  const place = modelPlaceTaken(first, profile);
  if (place === null) return null;
  const message =
    `must leave the model of requests where the first provider looks for it, ${place}, ` +
    `but ${name} has its credential or a fixed header there`;
  return { message, reason: 'NOT_ALLOWED' };
}

/**
 * The problem of a provider whose new profile does not fit the others in an AI API.
 *
 * @param listed the AI API's providers in order, with the new profile; the old one fitted
 */
export function unfitProfile(aiApi: string, listed: readonly FormattedProvider[]): FieldProblem | null {
  const [unfit] = unfitProviders('', listed);
  if (unfit === undefined) return null;
  const isFormat = unfit.reason === 'OTHER_WIRE_FORMAT';
  const message =
    `cannot be changed like this: the AI API ${JSON.stringify(aiApi)} lists other providers beside this one, ` +
    `and each of them ${unfit.message}`;
  return { path: isFormat ? 'profile.wireFormat' : 'profile', message, reason: 'IN_USE' };
}
