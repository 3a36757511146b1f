import { type ProviderProfile, providerProfileSchema, schemaNotes } from '@switchyard/contract';
import { z } from 'zod';
import { unwrapped, writtenForm } from '../../kernel/rules/written-form';
import { rejectUnsoundOverrides } from './profile-rules';

type Member = keyof ProviderProfile;
/** As operators write them: absent and null mean the template's value, an empty string removes it. */
type WrittenOverrides = { [M in Member]?: z.input<(typeof providerProfileSchema)['shape'][M]> | null };

const MEMBERS = Object.entries(providerProfileSchema.shape);
/** The members that an empty string removes. */
const CLEARABLE = new Set(MEMBERS.filter(([, member]) => isClearable(member)).map(([name]) => name));

function isClearable(member: z.ZodType): boolean {
  return member.safeParse(null).success && unwrapped(member) instanceof z.ZodString;
}

/** The overrides of a template's profile. */
export const profileOverridesSchema: z.ZodType<Partial<ProviderProfile>, WrittenOverrides> = z
  .strictObject(Object.fromEntries(MEMBERS.map(([name, member]) => [name, overrideSchema(member)])))
  .superRefine((written, context) => rejectUnsoundOverrides(withoutAbsent(written), context))
  .transform(withoutAbsent);

function overrideSchema(member: z.ZodType): z.ZodType {
  const written = writtenForm(unwrapped(member));
  const clearable = z.union([z.literal(''), written], { error: 'must be a string: put it in quotation marks' });
  return (isClearable(member) ? clearable : written).nullish().describe(describeOverride(member));
}

/** Describes a member of the overrides, its maximum number of items and the meaning of an empty string. */
export function describeOverride(member: z.ZodType): string {
  const { description = '' } = member;
  const schema = unwrapped(member);
  const most = schema instanceof z.ZodArray ? z.toJSONSchema(schema, { io: 'input' }).maxItems : undefined;
  return [
    description,
    ...(most === undefined ? [] : [`At most ${most}.`]),
    ...(isClearable(member) ? [`Empty ${schemaNotes.get(member)?.nullWhen}.`] : []),
  ].join(' ');
}

function withoutAbsent(written: Record<string, unknown>): Partial<ProviderProfile> {
  return Object.fromEntries(
    Object.entries(written)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, value === '' && CLEARABLE.has(name) ? null : value]),
  );
}

/** Overrides in the form that `profileOverridesSchema` parses back to the same overrides. */
export function writtenOverrides(overrides: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(overrides).map(([name, value]) => [name, value === null && CLEARABLE.has(name) ? '' : value]),
  );
}
