import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalServiceError } from './local-service-error';

const execute = promisify(execFile);

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user to run Postgres as: null for this process's user, or `nobody` for root, as which Postgres refuses to run. The user
 * must exist, because initdb looks up its name.
 */
export async function unprivilegedUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', 'nobody']), execute('id', ['-g', 'nobody'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    throw new LocalServiceError(
      'Postgres refuses to run as root, and the user "nobody" does not exist. Start as an unprivileged user.',
      {
        cause: error,
      },
    );
  }
}
