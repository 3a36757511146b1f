import { hash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time: digests have one length, and `timingSafeEqual` does not stop at the first difference. */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = hash('sha256', token, 'buffer');
  return (authorization) => {
    const presented = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    return timingSafeEqual(hash('sha256', presented, 'buffer'), expected);
  };
}
