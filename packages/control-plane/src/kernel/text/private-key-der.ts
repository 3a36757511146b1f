/** Enough for what `beginsPrivateKey` looks at; 12 suffice for most keys. The shortest, that of Ed25519, has 48. */
export const PRIVATE_KEY_START_BYTES = 16;

const [INTEGER, OCTET_STRING, OBJECT_IDENTIFIER, SEQUENCE] = [0x02, 0x04, 0x06, 0x30];
const OPENSSH = Buffer.from('openssh-key-v1\0');
/** Of password-based encryption: PKCS #5 (1.2.840.113549.1.5) and PKCS #12 (1.2.840.113549.1.12.1). */
const PASSWORD_BASED = ['2a864886f70d0105', '2a864886f70d010c01'].map((hex) => Buffer.from(hex, 'hex'));
/** Of RSA, in an old key the shortest integer besides the version. An EC key has at least 20 bytes. */
const KEY_NUMBER_BYTES_MIN = 16;
const VERSION_MAX = 3;

interface Header {
  readonly tag: number;
  /** Of the content, in bytes; 0 if the encoding does not say so. */
  readonly length: number;
  readonly contentAt: number;
}

/**
 * Whether bytes begin as a private key does in DER: PKCS #1, SEC 1, PKCS #8 (RFC 5208), encrypted or not, and PKCS #12,
 * which contains keys; or as a key of OpenSSH does. No certificate, public key, or request begins so.
 *
 * @param bytes at least the first `PRIVATE_KEY_START_BYTES`
 */
export function beginsPrivateKey(bytes: Buffer): boolean {
  if (bytes.subarray(0, OPENSSH.length).equals(OPENSSH)) return true;
  const outer = headerAt(bytes, 0);
  if (outer?.tag !== SEQUENCE) return false;
  const first = headerAt(bytes, outer.contentAt);
  if (first === null) return false;
  if (first.tag === SEQUENCE) return isPasswordBased(bytes, first);
  const isVersion = first.tag === INTEGER && first.length === 1 && (bytes[first.contentAt] ?? 255) <= VERSION_MAX;
  return isVersion && isKeyAfterVersion(bytes, first.contentAt + 1);
}

function isKeyAfterVersion(bytes: Buffer, at: number): boolean {
  const next = headerAt(bytes, at);
  if (next === null) return false;
  if (next.tag === SEQUENCE) return headerAt(bytes, next.contentAt)?.tag === OBJECT_IDENTIFIER;
  return (next.tag === INTEGER || next.tag === OCTET_STRING) && next.length >= KEY_NUMBER_BYTES_MIN;
}

/** @param algorithm a public key begins with one too */
function isPasswordBased(bytes: Buffer, algorithm: Header): boolean {
  const identifier = headerAt(bytes, algorithm.contentAt);
  if (identifier?.tag !== OBJECT_IDENTIFIER) return false;
  const content = bytes.subarray(identifier.contentAt);
  return PASSWORD_BASED.some((prefix) => content.subarray(0, prefix.length).equals(prefix));
}

/** The tag and length (X.690, section 8.1) at an offset; null if there are none. */
function headerAt(bytes: Buffer, at: number): Header | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return null;
  if (first < 0x80) return { tag, length: first, contentAt: at + 2 };
  const lengthBytes = first - 0x80;
  if (lengthBytes > 4 || at + 2 + lengthBytes > bytes.length) return null;
  const length = lengthBytes === 0 ? 0 : bytes.readUIntBE(at + 2, lengthBytes);
  return { tag, length, contentAt: at + 2 + lengthBytes };
}
