import { decodeContent, UndecodableContent } from '@switchyard/runtime';
import { GatewayError } from '../formats/gateway-error';

const CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'zstd']);

export const isDecodable = (coding: string): boolean => CODINGS.has(coding);

/**
 * Decodes a body's content coding.
 *
 * @param onBytes called with the size of each decoded piece before the next one; throwing ends the decoding
 * @throws GatewayError invalid_json if the body is not in that coding
 */
export async function decodeBody(body: Buffer, coding: string, onBytes: (bytes: number) => void): Promise<Buffer> {
  try {
    return await decodeContent(body, coding, onBytes);
  } catch (error) {
    if (!(error instanceof UndecodableContent)) throw error;
    throw new GatewayError('invalid_json', `The request body is not valid ${coding}.`);
  }
}
