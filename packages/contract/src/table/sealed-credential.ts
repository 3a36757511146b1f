import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

const API_KEY_LENGTH_MAX = 4_096;

/**
 * A credential in transit from the operator to the data plane's memory: sealed with AES-256-GCM under a random nonce
 * and bound to its endpoint's id, so that an envelope moved to another endpoint does not open.
 *
 * Envelope: `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. The key id says which sealing key
 * opens it, so that sealing keys can be rotated.
 */
export const credentialSchema = z.strictObject({ apiKey: z.string().min(1).max(API_KEY_LENGTH_MAX) });
export type Credential = z.infer<typeof credentialSchema>;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An envelope cannot be opened: another sealing key, another endpoint, or a damaged envelope. */
export class SealedCredentialError extends Error {
  override readonly name = 'SealedCredentialError';
}

export class SealingKey {
  /** Identifies the sealing key without revealing anything about it. */
  readonly id: string;
  readonly #key: Buffer;
  readonly #fingerprintKey: Buffer;

  /** @param base64 32 bytes in base64; anything else throws an error that does not quote it */
  constructor(base64: string) {
    const key = Buffer.from(base64, 'base64');
    if (key.length !== KEY_BYTES || key.toString('base64').replace(/=+$/, '') !== base64.trim().replace(/=+$/, '')) {
      throw new Error(`must be ${KEY_BYTES} bytes in base64: generate it with \`openssl rand -base64 ${KEY_BYTES}\``);
    }
    this.#key = key;
    this.id = this.#derive('switchyard sealing key id', 4).toString('hex');
    this.#fingerprintKey = this.#derive('switchyard credential fingerprint', KEY_BYTES);
  }

  seal(credential: Credential, endpointId: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(endpointId));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(credential)), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
  }

  /** @throws SealedCredentialError */
  open(envelope: string, endpointId: string): Credential {
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
        .setAAD(Buffer.from(endpointId))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const plain = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
      return credentialSchema.parse(JSON.parse(plain.toString()));
    } catch {
      // The cause could quote the plaintext.
      throw new SealedCredentialError('the envelope is damaged or belongs to another endpoint');
    }
  }

  /** Compares two credentials of one endpoint without opening either; useless without the key. */
  fingerprint(credential: Credential, endpointId: string): string {
    return createHmac('sha256', this.#fingerprintKey)
      .update(JSON.stringify([endpointId, credential]))
      .digest('base64url');
  }

  #derive(purpose: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, Buffer.alloc(0), purpose, bytes));
  }
}
