import { ENDPOINTS_PER_PROVIDER_MAX, type PrivateEndpoints, type SealingKey } from '@switchyard/contract';
import { badInput } from '../../kernel/errors/domain-error';
import { ProviderEntity } from '../providers/provider-entity';
import { touchEndpoint } from '../providers/touch-entries';
import { refuseInUse } from '../references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { checkInput } from '../../kernel/rules/check-input';
import { insertRows } from '../../kernel/database/bulk-rows';
import { getObject } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import type { Caller } from '../../kernel/caller/caller';
import { caCertificateColumns, SAME_CA_CERTIFICATES } from './ca-certificate-columns';
import { EndpointEntity } from './endpoint-entity';
import { endpointImage } from './endpoint-image';
import { createEndpointRules, endpointOnlyRules, rotateCredentialRules, updateEndpointRules } from './endpoint-rules';
import { MOVED_CREDENTIAL, movesCredential } from './moves-credential';
import { refusePrivateUrl } from './refuse-private-url';
import { changedCredential, NO_CREDENTIAL, sealedColumns } from './sealed-columns';

export class EndpointService {
  constructor(
    private readonly corridor: ChangeCorridor,
    private readonly sealingKey: SealingKey,
    private readonly privateEndpoints: PrivateEndpoints,
  ) {}

  async create(caller: Caller, input: unknown) {
    const { providerId, credential, comment, displayName, ...given } = checkInput(createEndpointRules, input);
    refusePrivateUrl(this.privateEndpoints, given.url);
    return this.corridor.commit({ caller, operation: 'createEndpoint', comment }, async (change) => {
      const provider = await getObject(change.manager, ProviderEntity, providerId, 'provider');
      await refuseTakenName(change.manager, EndpointEntity, given.name, { among: { providerId: provider.id } });
      await refuseTooMany(change, provider.id);
      const object = change.newObject();
      const place = { endpointId: object.id, url: given.url };
      const sealed = credential ? sealedColumns(this.sealingKey, credential, place, change.now) : NO_CREDENTIAL;
      const endpoint = change.manager.create(EndpointEntity, {
        ...object,
        ...given,
        ...caCertificateColumns(given.caCertificate),
        ...sealed,
        providerId: provider.id,
        displayName: displayName ?? given.name,
      });
      await insertRows(change.manager, EndpointEntity, [endpoint]);
      change.created(endpoint, endpointImage(endpoint, provider));
      touchEndpoint(change, undefined, endpoint);
      return { endpoint };
    });
  }

  async update(caller: Caller, input: unknown) {
    const { endpointId, expectedVersion, comment, credential, ...given } = checkInput(updateEndpointRules, input);
    refusePrivateUrl(this.privateEndpoints, given.url);
    return this.corridor.commit({ caller, operation: 'updateEndpoint', comment }, async (change) => {
      const endpoint = await getObject(change.manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
      const { url, enabled, connectTimeoutSeconds, caCertificate } = given;
      if (credential === undefined && url !== undefined && movesCredential(endpoint, url))
        throw badInput([MOVED_CREDENTIAL]);
      const name = given.name ?? endpoint.name;
      const displayName = given.displayName === null ? name : given.displayName;
      const patch = applyPatch(endpoint, {
        ...{ name: given.name, displayName, url, enabled, connectTimeoutSeconds },
        ...(caCertificate === undefined ? SAME_CA_CERTIFICATES : caCertificateColumns(caCertificate)),
      });
      const urlAfter = url ?? endpoint.url;
      const sealed = credential ? changedCredential(this.sealingKey, credential, endpoint, urlAfter, change.now) : null;
      if (patch === null && sealed === null) return { endpoint };
      if (name !== endpoint.name) {
        const among = { providerId: endpoint.providerId };
        await refuseTakenName(change.manager, EndpointEntity, name, { among, ownId: endpoint.id });
      }
      return { endpoint: await changeEndpoint(change, endpoint, { ...patch, ...sealed }) };
    });
  }

  async rotateCredential(caller: Caller, input: unknown) {
    const { endpointId, credential, expectedVersion, comment } = checkInput(rotateCredentialRules, input);
    return this.corridor.commit({ caller, operation: 'rotateEndpointCredential', comment }, async (change) => {
      const endpoint = await getObject(change.manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
      const sealed = changedCredential(this.sealingKey, credential, endpoint, endpoint.url, change.now);
      return { endpoint: sealed === null ? endpoint : await changeEndpoint(change, endpoint, sealed) };
    });
  }

  async removeCredential(caller: Caller, input: unknown) {
    const { endpointId, expectedVersion, comment } = checkInput(endpointOnlyRules, input);
    return this.corridor.commit({ caller, operation: 'removeEndpointCredential', comment }, async (change) => {
      const endpoint = await getObject(change.manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
      if (endpoint.sealedCredential === null) return { endpoint };
      return { endpoint: await changeEndpoint(change, endpoint, NO_CREDENTIAL) };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const { endpointId, expectedVersion, comment } = checkInput(endpointOnlyRules, input);
    return this.corridor.commit({ caller, operation: 'deleteEndpoint', comment }, async (change) => {
      const endpoint = await getObject(change.manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
      const what = `endpoint ${JSON.stringify(endpoint.name)}`;
      await refuseInUse(change.manager, what, [endpoint.id], 'Remove it from those first.');
      const provider = await getObject(change.manager, ProviderEntity, endpoint.providerId, 'provider');
      await change.manager.delete(EndpointEntity, { id: endpoint.id });
      change.deleted(endpoint, endpointImage(endpoint, provider));
      touchEndpoint(change, endpoint);
      return { deletedId: endpoint.id, provider };
    });
  }
}

async function changeEndpoint(
  change: ChangeInProgress,
  endpoint: EndpointEntity,
  patch: Partial<EndpointEntity>,
): Promise<EndpointEntity> {
  const provider = await getObject(change.manager, ProviderEntity, endpoint.providerId, 'provider');
  const next = await updateObject(change, EndpointEntity, endpoint, patch);
  change.updated(next, endpoint.version, endpointImage(endpoint, provider), endpointImage(next, provider));
  touchEndpoint(change, endpoint, next);
  return next;
}

async function refuseTooMany(change: ChangeInProgress, providerId: string): Promise<void> {
  const count = await change.manager.countBy(EndpointEntity, { providerId });
  if (count < ENDPOINTS_PER_PROVIDER_MAX) return;
  const message = `the provider already has ${ENDPOINTS_PER_PROVIDER_MAX} endpoints, the maximum`;
  throw badInput([{ path: 'providerId', message, reason: 'WRONG_COUNT' }]);
}
