import { ENDPOINTS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { nameSchema } from '../../kernel/rules/members';
import { fixedMember } from '../kind/fixed-member';
import { nameIn } from '../kind/image-members';
import type { Kind, RowDraft } from '../kind/kind';
import { COMMON_DEFAULTS, withoutDefaults } from '../kind/manifest-list';
import { refuseTooManyOfProvider } from '../providers/members-of-provider';
import { providerKind } from '../providers/provider-kind';
import { touchEndpoint } from '../providers/touch-entries';
import { caCertificateColumns } from './ca-certificate-columns';
import { EndpointEntity } from './endpoint-entity';
import { endpointImage, hasCredential } from './endpoint-image';
import { endpointDefaults, endpointMembers } from './endpoint-rules';
import { MOVED_CREDENTIAL, movesCredential } from './moves-credential';
import { isRefusedUrl, PRIVATE_URL } from './refuse-private-url';
import { changedCredential, NO_CREDENTIAL, sealedColumns } from './sealed-columns';
import { credentialReferenceSchema, referenceIn } from './secret-reference';

const itemSchema = z.strictObject({ ...endpointMembers, credential: credentialReferenceSchema.nullish() });
const imageRules = z.strictObject({
  ...endpointMembers,
  provider: nameSchema,
  credential: z.looseObject({ isSet: z.boolean() }),
});

export const endpointKind: Kind<EndpointEntity, 'ENDPOINT'> = {
  objectKinds: ['ENDPOINT'],
  label: 'endpoint',
  entity: EndpointEntity,
  owners: ['PROVIDER'],
  isRolledBack: true,
  isCaseSensitive: false,
  refusesDeletionInUse: true,
  manifest: {
    name: 'endpoints',
    itemsMax: ENDPOINTS_PER_PROVIDER_MAX,
    unique: 'NAME',
    schema: () => itemSchema,
    imageValueOf: ({ credential: _credential, ...endpoint }: z.output<typeof itemSchema>, { name: provider }) => {
      return { ...endpoint, provider, displayName: endpoint.displayName ?? endpoint.name };
    },
    secretReferenceOf: ({ credential }: z.output<typeof itemSchema>) => (credential ? referenceIn(credential) : null),
    itemOf: (value) => {
      const members = [
        'name',
        'displayName',
        'environment',
        'url',
        'enabled',
        'connectTimeoutSeconds',
        'caCertificate',
      ];
      return withoutDefaults(value, members, { ...COMMON_DEFAULTS, ...endpointDefaults });
    },
  },

  pathOf: (value) => [nameIn(value, 'provider'), nameIn(value, 'name')],
  imageOf: (endpoint, rows) => endpointImage(endpoint, rows.get(providerKind, endpoint.providerId)),
  rowOf,
  checkAny: (draft) => {
    const { isUnresolved, mustResolve } = draft.secrets;
    // Also checks an endpoint that does not change: otherwise it would silently stay without a credential.
    if (!mustResolve || !isUnresolved || hasCredential(draft.value)) return;
    const message =
      'refers to a secret that was not sent, and the endpoint has no credential to keep: send it in `secrets`';
    draft.refuse({ path: 'credential', message, reason: 'UNRESOLVED_REFERENCE' });
  },
  checkTogether: (planned) => refuseTooManyOfProvider(planned, 'endpoints', ENDPOINTS_PER_PROVIDER_MAX),
  touchEntries: (change, endpoints, present, after) => {
    for (const { id } of endpoints) touchEndpoint(change, present.get(id), after.get(id));
  },
};

function rowOf(draft: RowDraft<EndpointEntity>): EndpointEntity | null {
  const value = draft.check(imageRules);
  if (value === null) return null;
  const { old, secrets, change } = draft;
  const { provider, displayName, credential, ...given } = value;
  const providerId = draft.idOf('provider', 'PROVIDER', provider);
  if (old !== undefined && old.environment !== given.environment) draft.refuse(fixedMember('environment'));
  if (old?.url !== given.url && isRefusedUrl(draft.privateEndpoints, given.url)) draft.refuse(PRIVATE_URL);
  const { credential: sent, isUnresolved, sealingKey } = secrets;
  if (old !== undefined && sent === undefined && credential.isSet && movesCredential(old, given.url)) {
    const { path, message, reason } = MOVED_CREDENTIAL;
    draft.refuse({ path, message, reason: isUnresolved ? 'UNRESOLVED_REFERENCE' : reason });
  }
  const keeper = credential.isSet ? old : undefined;
  const endpoint = Object.assign(draft.newRow(), {
    ...given,
    ...caCertificateColumns(given.caCertificate),
    ...(keeper === undefined ? NO_CREDENTIAL : {}),
    displayName: displayName ?? given.name,
    providerId,
  });
  if (sent === undefined) return endpoint;
  const sealed =
    keeper === undefined
      ? sealedColumns(sealingKey, sent, { endpointId: endpoint.id, url: given.url }, change.now)
      : changedCredential(sealingKey, sent, keeper, given.url, change.now);
  return Object.assign(endpoint, sealed);
}
