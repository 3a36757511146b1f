import type { Image, RecordedChange } from '../../change/change-in-progress';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { idIn, member, quoted, warningAbout } from './warning-about';
import type { WarningSource } from './warning-source';

const CONSUMERS_NAMED_MAX = 3;

/** Warns of consumers that lose access, and of AI APIs that no consumer can call yet. */
export class AccessWarnings implements WarningSource {
  readonly #deletedConsumers = new Map<string, Image>();
  readonly #deletedAiApis = new Map<string, Image>();
  readonly #createdAiApis = new Map<string, Image>();
  /** How many active keys are deleted, by consumer. */
  readonly #revokedKeys = new Map<string | null, number>();
  readonly #revokedGrants: RevokedGrant[] = [];
  /** AI APIs that get an access grant. */
  readonly #granted = new Set<string | null>();

  /** @param now tells which keys are still active */
  constructor(private readonly now: Date) {}

  visit({ action, objectId, before, after }: RecordedChange): void {
    if (action === 'DELETE' && before !== null) this.#visitDeleted(objectId, before);
    if (action === 'CREATE' && after !== null) this.#visitCreated(objectId, after);
  }

  async warnings(): Promise<ChangeWarning[]> {
    return [...this.#keysRevoked(), ...this.#accessRevoked(), ...this.#accessMissing()];
  }

  #visitDeleted(id: string, image: Image): void {
    if (image.kind === 'CONSUMER') this.#deletedConsumers.set(id, image);
    if (image.kind === 'AI_API') this.#deletedAiApis.set(id, image);
    if (image.kind === 'CONSUMER_KEY' && isActive(image.value, this.now)) {
      const consumerId = idIn(image, 'consumer');
      this.#revokedKeys.set(consumerId, (this.#revokedKeys.get(consumerId) ?? 0) + 1);
    }
    if (image.kind === 'ACCESS_GRANT') {
      const [consumer = ''] = image.path;
      this.#revokedGrants.push({ aiApiId: idIn(image, 'aiApi'), consumerId: idIn(image, 'consumer'), consumer });
    }
  }

  /** A new AI API has only the grants that are created with it. */
  #visitCreated(id: string, image: Image): void {
    if (image.kind === 'AI_API') this.#createdAiApis.set(id, image);
    if (image.kind === 'ACCESS_GRANT') this.#granted.add(idIn(image, 'aiApi'));
  }

  #keysRevoked(): ChangeWarning[] {
    return [...this.#deletedConsumers].flatMap(([id, consumer]) => {
      const count = this.#revokedKeys.get(id) ?? 0;
      if (count === 0) return [];
      const keys = count === 1 ? 'its active key is' : `its ${count} active keys are`;
      const message = `The consumer ${quoted(consumer)} is deleted, and ${keys} revoked.`;
      return [warningAbout(consumer, 'KEYS_REVOKED', message)];
    });
  }

  /** Consumers that are deleted themselves do not count. */
  #accessRevoked(): ChangeWarning[] {
    const lost = this.#revokedGrants.filter(({ consumerId }) => !this.#deletedConsumers.has(consumerId ?? ''));
    const ofAiApi = Map.groupBy(lost, ({ aiApiId }) => aiApiId);
    return [...this.#deletedAiApis].flatMap(([id, aiApi]) => {
      const grants = ofAiApi.get(id) ?? [];
      if (grants.length === 0) return [];
      const message = `${whoLose(grants.map(({ consumer }) => consumer).toSorted())} access to the AI API ${quoted(aiApi)}, which is deleted.`;
      return [warningAbout(aiApi, 'ACCESS_REVOKED', message)];
    });
  }

  #accessMissing(): ChangeWarning[] {
    return [...this.#createdAiApis]
      .filter(([id]) => !this.#granted.has(id))
      .map(([, aiApi]) => {
        const message = `No consumer has access to the AI API ${quoted(aiApi)} yet.`;
        return warningAbout(aiApi, 'ACCESS_MISSING', message);
      });
  }
}

interface RevokedGrant {
  readonly aiApiId: string | null;
  readonly consumerId: string | null;
  /** The consumer's name. */
  readonly consumer: string;
}

/** Such as `The consumers "shop" and "web" lose`. @param consumers their names, at least one */
function whoLose(consumers: readonly string[]): string {
  const names = consumers.slice(0, CONSUMERS_NAMED_MAX).map((name) => JSON.stringify(name));
  const more = consumers.length - names.length;
  if (consumers.length === 1) return `The consumer ${names.join('')} loses`;
  const all = more > 0 ? [...names, `${more} more`] : names;
  return `The consumers ${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''} lose`;
}

function isActive(key: object, now: Date): boolean {
  const [revokedAt, expiresAt] = [member(key, 'revokedAt'), member(key, 'expiresAt')];
  return revokedAt === null && (typeof expiresAt !== 'string' || new Date(expiresAt) > now);
}
