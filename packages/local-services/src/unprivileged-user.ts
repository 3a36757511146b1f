import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalServiceError } from './local-service-error';

const execute = promisify(execFile);

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who is to run Postgres: null for this process's own user; for root, by whom Postgres refuses to be run, `nobody`. It
 * has to be a user that exists, because initdb looks its name up.
 */
export async function unprivilegedUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', 'nobody']), execute('id', ['-g', 'nobody'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    throw new LocalServiceError(
      'Postgres does not run as root, and the user "nobody" does not exist. Start as an ordinary user',
      {
        cause: error,
      },
    );
  }
}
