import { ENDPOINTS_PER_PROVIDER_MAX, type PrivateEndpoints, type SealingKey } from '@switchyard/contract';
import type { z } from 'zod';
import { ProviderEntity } from '../providers/provider-entity';
import { touchEndpoint } from '../providers/touch-entries';
import { refuseInUse } from '../references/refuse-in-use';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { applyPatch } from '../../kernel/rules/apply-patch';
import { InputCheck, type Refusals } from '../../kernel/rules/input-check';
import { insertRows } from '../../kernel/database/bulk-rows';
import { getObject, subjectOf } from '../../kernel/database/find-object';
import { refuseTakenName } from '../../kernel/database/refuse-taken-name';
import { updateObject } from '../../change/update-object';
import type { Caller } from '../../kernel/caller/caller';
import { caCertificateColumns, SAME_CA_CERTIFICATES } from './ca-certificate-columns';
import { EndpointEntity } from './endpoint-entity';
import { endpointImage } from './endpoint-image';
import { createEndpointRules, endpointOnlyRules, rotateCredentialRules, updateEndpointRules } from './endpoint-rules';
import { MOVED_CREDENTIAL, movesCredential } from './moves-credential';
import { privateUrlProblems } from './refuse-private-url';
import { changedCredential, NO_CREDENTIAL, sealedColumns } from './sealed-columns';

export class EndpointService {
  constructor(
    private readonly corridor: ChangeCorridor,
    private readonly sealingKey: SealingKey,
    private readonly privateEndpoints: PrivateEndpoints,
  ) {}

  async create(caller: Caller, input: unknown) {
    const check = new InputCheck(createEndpointRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'createEndpoint' }, async (change) => {
      const { manager } = change;
      const { providerId: givenId, name, url: givenUrl } = check.valid;
      check.add(...privateUrlProblems(this.privateEndpoints, givenUrl));
      const found = await subjectOf(check, manager, ProviderEntity, givenId, 'provider');
      if (found !== null) {
        await refuseTakenName(check, manager, EndpointEntity, name, { among: { providerId: found.id } });
        await refuseTooMany(check, change, found.id);
      }
      const [{ providerId: _providerId, credential, comment: _comment, displayName, ...given }, provider] =
        check.passed(found);
      const object = change.newObject();
      const place = { endpointId: object.id, url: given.url };
      const sealed = credential ? sealedColumns(this.sealingKey, credential, place, change.now) : NO_CREDENTIAL;
      const endpoint = manager.create(EndpointEntity, {
        ...object,
        ...given,
        ...caCertificateColumns(given.caCertificate),
        ...sealed,
        providerId: provider.id,
        displayName: displayName ?? given.name,
      });
      await insertRows(manager, EndpointEntity, [endpoint]);
      change.created(endpoint, endpointImage(endpoint, provider));
      touchEndpoint(change, undefined, endpoint);
      return { endpoint };
    });
  }

  async update(caller: Caller, input: unknown) {
    const check = new InputCheck(updateEndpointRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'updateEndpoint' }, async (change) => {
      const { endpointId, expectedVersion, name: newName, url: newUrl } = check.valid;
      check.add(...privateUrlProblems(this.privateEndpoints, newUrl));
      const found = await subjectOf(check, change.manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
      if (found !== null) await refuseConflicts(check, change, found, { name: newName, url: newUrl });
      const [{ credential, ...given }, endpoint] = check.passed(found);
      const { url, enabled, connectTimeoutSeconds, caCertificate } = given;
      const name = given.name ?? endpoint.name;
      const displayName = given.displayName === null ? name : given.displayName;
      const patch = applyPatch(endpoint, {
        ...{ name: given.name, displayName, url, enabled, connectTimeoutSeconds },
        ...(caCertificate === undefined ? SAME_CA_CERTIFICATES : caCertificateColumns(caCertificate)),
      });
      const urlAfter = url ?? endpoint.url;
      const sealed = credential ? changedCredential(this.sealingKey, credential, endpoint, urlAfter, change.now) : null;
      if (patch === null && sealed === null) return { endpoint };
      return { endpoint: await changeEndpoint(change, endpoint, { ...patch, ...sealed }) };
    });
  }

  async rotateCredential(caller: Caller, input: unknown) {
    const check = new InputCheck(rotateCredentialRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'rotateEndpointCredential' }, async (change) => {
      const [{ credential }, endpoint] = check.passed(await endpointOf(check, change));
      const sealed = changedCredential(this.sealingKey, credential, endpoint, endpoint.url, change.now);
      return { endpoint: sealed === null ? endpoint : await changeEndpoint(change, endpoint, sealed) };
    });
  }

  async removeCredential(caller: Caller, input: unknown) {
    const check = new InputCheck(endpointOnlyRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'removeEndpointCredential' }, async (change) => {
      const [, endpoint] = check.passed(await endpointOf(check, change));
      if (endpoint.sealedCredential === null) return { endpoint };
      return { endpoint: await changeEndpoint(change, endpoint, NO_CREDENTIAL) };
    });
  }

  async delete(caller: Caller, input: unknown) {
    const check = new InputCheck(endpointOnlyRules, input);
    return this.corridor.commitChecked(check, { caller, operation: 'deleteEndpoint' }, async (change) => {
      const [, endpoint] = check.passed(await endpointOf(check, change));
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

/** @param given the new name and URL, each if it is given and valid */
async function refuseConflicts(
  check: InputCheck<z.output<typeof updateEndpointRules>>,
  { manager }: ChangeInProgress,
  endpoint: EndpointEntity,
  { name, url }: { readonly name: string | undefined; readonly url: string | undefined },
): Promise<void> {
  const isCredentialGiven = check.valid.credential !== undefined || check.isRefused('credential');
  if (!isCredentialGiven && url !== undefined && movesCredential(endpoint, url)) check.add(MOVED_CREDENTIAL);
  if (name === endpoint.name) return;
  const among = { providerId: endpoint.providerId };
  await refuseTakenName(check, manager, EndpointEntity, name, { among, ownId: endpoint.id });
}

function endpointOf(
  check: InputCheck<z.output<typeof endpointOnlyRules>>,
  { manager }: ChangeInProgress,
): Promise<EndpointEntity | null> {
  const { endpointId, expectedVersion } = check.valid;
  return subjectOf(check, manager, EndpointEntity, endpointId, 'endpoint', expectedVersion);
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

async function refuseTooMany(refusals: Refusals, { manager }: ChangeInProgress, providerId: string): Promise<void> {
  const count = await manager.countBy(EndpointEntity, { providerId });
  if (count < ENDPOINTS_PER_PROVIDER_MAX) return;
  const message = `the provider already has ${ENDPOINTS_PER_PROVIDER_MAX} endpoints, the maximum`;
  refusals.add({ path: 'providerId', message, reason: 'WRONG_COUNT' });
}
