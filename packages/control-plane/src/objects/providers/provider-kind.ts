import { z } from 'zod';
import { fixedMember } from '../kind/fixed-member';
import { nameIn } from '../kind/image-members';
import type { Kind } from '../kind/kind';
import { keepLabels } from '../labels/keep-labels';
import { labelsSchema } from '../labels/label-rules';
import { type Members, membersSchema, withoutDefaults } from '../kind/manifest-list';
import { profileOverridesSchema, writtenOverrides } from './profile-overrides';
import { ProviderEntity } from './provider-entity';
import { providerImage } from './provider-image';
import { providerMembers, rejectIncomplete } from './provider-rules';
import { touchProviders } from './touch-entries';

// An image has the overrides after the rules completed them.
const profileOfImage = z.record(z.string(), z.unknown()).transform(writtenOverrides).pipe(profileOverridesSchema);
const members = { ...providerMembers, labels: labelsSchema.optional() };
const imageRules = z.strictObject({ ...members, profile: profileOfImage }).superRefine(rejectIncomplete);

export const providerKind: Kind<ProviderEntity, 'PROVIDER'> = {
  objectKinds: ['PROVIDER'],
  label: 'provider',
  entity: ProviderEntity,
  owners: [],
  isRolledBack: true,
  isCaseSensitive: false,
  refusesDeletionInUse: true,
  manifest: {
    name: 'providers',
    unique: 'NAME',
    schema: (lists) => z.strictObject({ ...members, ...lists }).superRefine(rejectIncomplete),
    imageValueOf: ({ name, displayName, labels, template, profile }: Members) => {
      return { name, displayName: displayName ?? name, labels, template, profile: profile ?? {} };
    },
    itemOf: (value) => {
      const profile = inOrder(writtenOverrides(membersSchema.parse(value['profile'])));
      const written = ['name', 'displayName', 'labels', 'template', 'profile'];
      return withoutDefaults({ ...value, profile }, written, { labels: {}, profile: {} });
    },
  },

  pathOf: (value) => [nameIn(value, 'name')],
  imageOf: (provider) => providerImage(provider),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    if (value === null) return null;
    const { name, displayName, labels = {}, template, profile } = value;
    if (draft.old !== undefined && draft.old.template !== template) draft.refuse(fixedMember('template'));
    return Object.assign(draft.newRow(), {
      name,
      displayName: displayName ?? name,
      labels,
      template,
      profileOverrides: profile,
    });
  },
  completed: keepLabels,
  touchEntries: (change, providers) => {
    touchProviders(
      change,
      providers.map(({ id }) => id),
    );
  },
};

/** Neither Postgres nor equivalent mutations keep the order of a document's members. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(
    entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, inOrder(member)]),
  );
}
