import type { EntityManager } from 'typeorm';
import { badInput } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { rowsById } from '../../kernel/database/rows-by-id';
import { effectiveProfile } from '../providers/effective-profile';
import { ProviderEntity } from '../providers/provider-entity';

type FormattedProvider = Pick<ProviderEntity, 'name' | 'template' | 'profileOverrides'>;

/** Checks the providers that an input lists. @throws DomainError BAD_USER_INPUT unless all exist, with one wire format */
export async function checkListedProviders(manager: EntityManager, ids: readonly string[]): Promise<void> {
  const rows = await rowsById(manager, ProviderEntity, ids);
  const listed = ids.map((id) => rows.get(id));
  const missing = listed.flatMap((provider, index): FieldProblem[] =>
    provider === undefined
      ? [{ path: `providerIds.${index}`, message: 'no provider has this id', reason: 'NOT_FOUND' }]
      : [],
  );
  if (missing.length > 0) throw badInput(missing);
  const problems = otherWireFormats(
    'providerIds',
    listed.filter((provider) => provider !== undefined),
  );
  if (problems.length > 0) throw badInput(problems);
}

/** The providers of a list whose wire format is not that of the first. @param path of the list in the input */
export function otherWireFormats(path: string, [first, ...others]: readonly FormattedProvider[]): FieldProblem[] {
  if (first === undefined) return [];
  const expected = wireFormatOf(first);
  return others.flatMap((provider, index): FieldProblem[] => {
    const format = wireFormatOf(provider);
    if (format === expected) return [];
    const message =
      `must have the wire format of the first provider, ${expected}, ` +
      `but ${JSON.stringify(provider.name)} has ${format}`;
    return [{ path: `${path}.${index + 1}`, message, reason: 'OTHER_WIRE_FORMAT' }];
  });
}

export function wireFormatOf(provider: Pick<FormattedProvider, 'template' | 'profileOverrides'>) {
  return effectiveProfile(provider).wireFormat;
}

/** The problem of a provider whose new wire format is not that of the others in an AI API. */
export function sharedWireFormat(aiApi: string): FieldProblem {
  const message =
    `cannot be changed: the AI API ${JSON.stringify(aiApi)} lists other providers beside this one, ` +
    'and all of them must have one wire format';
  return { path: 'profile.wireFormat', message, reason: 'IN_USE' };
}
