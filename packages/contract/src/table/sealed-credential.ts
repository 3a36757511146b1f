import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MacKey } from './mac-key';
import { TableKey } from './table-key';

const API_KEY_LENGTH_MAX = 4_096;

/** A credential in the clear, as operators give it and data planes send it. */
export const credentialSchema = z.strictObject({ apiKey: z.string().min(1).max(API_KEY_LENGTH_MAX) });
export type Credential = z.infer<typeof credentialSchema>;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a credential may be sent: an envelope opens only for the same endpoint and the same origin. */
export interface SealedPlace {
  readonly endpointId: string;
  /** The endpoint's URL, over http or https. Only its origin (RFC 6454) counts: its path may change. */
  readonly url: string;
}

/** An envelope cannot be opened: another sealing key, another endpoint, another origin, or a damaged envelope. */
export class SealedCredentialError extends Error {
  override readonly name = 'SealedCredentialError';
}

/**
 * Seals credentials on their way from the operator to the data plane's memory, with AES-256-GCM under a random nonce.
 *
 * The endpoint's id and its URL's origin are the associated data. So an envelope copied to another endpoint does not open,
 * and neither does one beside a URL that leads elsewhere: whoever can write to the database or to NATS cannot have a
 * credential sent to an address of their own.
 *
 * Envelope: `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. The key id says which sealing key
 * opens it, so that sealing keys can be rotated.
 */
export class SealingKey {
  /** Identifies the sealing key without revealing anything about it. */
  readonly id: string;
  /** Authenticates the entries of the routing table. */
  readonly tableKey: TableKey;
  /** Authenticates the data planes' statuses. */
  readonly statusKey: MacKey;
  /** Authenticates the usage that data planes report. */
  readonly usageKey: MacKey;
  /** Authenticates tests of endpoints and their answers. */
  readonly endpointTestKey: MacKey;
  readonly #key: Buffer;
  readonly #fingerprintKey: Buffer;
  readonly #administratorKey: Buffer;

  /** @param base64 32 bytes in base64; anything else throws an error that does not quote it */
  constructor(base64: string) {
    const key = Buffer.from(base64, 'base64');
    if (key.length !== KEY_BYTES || key.toString('base64').replace(/=+$/, '') !== base64.trim().replace(/=+$/, '')) {
      throw new Error(`must be ${KEY_BYTES} bytes in base64: generate it with \`openssl rand -base64 ${KEY_BYTES}\``);
    }
    this.#key = key;
    this.id = this.#derive('switchyard sealing key id', 4).toString('hex');
    this.tableKey = new TableKey(this.id, this.#derive('switchyard routing table', KEY_BYTES));
    this.statusKey = new MacKey(this.id, this.#derive('switchyard data plane status', KEY_BYTES));
    this.usageKey = new MacKey(this.id, this.#derive('switchyard usage', KEY_BYTES));
    this.endpointTestKey = new MacKey(this.id, this.#derive('switchyard endpoint test', KEY_BYTES));
    this.#fingerprintKey = this.#derive('switchyard credential fingerprint', KEY_BYTES);
    this.#administratorKey = this.#derive('switchyard administrator token', KEY_BYTES);
  }

  /** @throws TypeError if the URL is not one, or has no origin */
  seal(credential: Credential, place: SealedPlace): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(associatedData(place));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(credential)), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
  }

  /** @throws SealedCredentialError; TypeError if the URL is not one, or has no origin */
  open(envelope: string, place: SealedPlace): Credential {
    const data = associatedData(place);
    const [format, keyId, nonce = '', sealed = ''] = envelope.split('.');
    if (format !== 'v1') throw new SealedCredentialError('unknown envelope format');
    if (keyId !== this.id) {
      throw new SealedCredentialError(`sealed with sealing key ${keyId}, but this sealing key is ${this.id}`);
    }
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(nonce, 'base64url'), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(data)
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const plain = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
      return credentialSchema.parse(JSON.parse(plain.toString()));
    } catch {
      // The cause could quote the plaintext.
      throw new SealedCredentialError('the envelope is damaged, or belongs to another endpoint or another origin');
    }
  }

  /**
   * Compares two credentials of one endpoint without opening either; useless without the key. It does not depend on the
   * URL: a credential that moves to another origin with its endpoint is still the same one.
   */
  fingerprint(credential: Credential, endpointId: string): string {
    return createHmac('sha256', this.#fingerprintKey)
      .update(JSON.stringify([endpointId, credential]))
      .digest('base64url');
  }

  /**
   * Tells whether the administrator token has changed, without the token. It may be a password that can be guessed: without
   * the key, a guess cannot be tried on the mark.
   */
  administratorMark(token: string): string {
    return createHmac('sha256', this.#administratorKey).update(token).digest('base64url');
  }

  #derive(purpose: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, Buffer.alloc(0), purpose, bytes));
  }
}

/** JSON keeps the two apart, whatever characters they contain. */
function associatedData({ endpointId, url }: SealedPlace): Buffer {
  const { origin } = new URL(url);
  // All URLs without an origin of their own, such as `data:`, share this one.
  if (origin === 'null') throw new TypeError('the URL has no origin');
  return Buffer.from(JSON.stringify([endpointId, origin]));
}
