import { type ProviderProfile, providerProfileSchema, schemaNotes } from '@switchyard/contract';
import { z } from 'zod';
import { unwrapped, writtenForm } from '../../kernel/rules/written-form';
import { rejectUnsoundOverrides } from './profile-rules';

type Member = keyof ProviderProfile;
/** As an operator writes them: absent and null mean the template's, an empty text takes away what the template has. */
type WrittenOverrides = { [M in Member]?: z.input<(typeof providerProfileSchema)['shape'][M]> | null };

const MEMBERS = Object.entries(providerProfileSchema.shape);
/** The members of which an empty text says that there is none. */
const CLEARABLE = new Set(MEMBERS.filter(([, member]) => isClearable(member)).map(([name]) => name));

function isClearable(member: z.ZodType): boolean {
  return member.safeParse(null).success && unwrapped(member) instanceof z.ZodString;
}

/** What a profile does differently from its template. */
export const profileOverridesSchema: z.ZodType<Partial<ProviderProfile>, WrittenOverrides> = z
  .strictObject(Object.fromEntries(MEMBERS.map(([name, member]) => [name, overrideSchema(member)])))
  .superRefine((written, context) => rejectUnsoundOverrides(withoutAbsent(written), context))
  .transform(withoutAbsent);

function overrideSchema(member: z.ZodType): z.ZodType {
  const written = writtenForm(unwrapped(member));
  const clearable = z.union([z.literal(''), written], { error: 'must be a string: put it in quotation marks' });
  return (isClearable(member) ? clearable : written).nullish().describe(describeOverride(member));
}

/** What a member of the overrides is, how many items it takes and what takes it away. */
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

/** Overrides as `profileOverridesSchema` takes them, so that it makes the same ones of them again. */
export function writtenOverrides(overrides: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(overrides).map(([name, value]) => [name, value === null && CLEARABLE.has(name) ? '' : value]),
  );
}
