import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Both come with util-linux, which every distribution has; containers may lack it. */
const COMMANDS = ['taskset', 'setpriv'];

/** @throws Error that says what to do if the bench cannot run here */
export async function checkMachine(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (!(await works(access('/proc/self/stat')))) {
    throw new Error('the bench reads CPU times from /proc: run it on Linux');
  }
  for (const command of COMMANDS) {
    if (await works(promisify(execFile)(command, ['--version'], { env: environment }))) continue;
    throw new Error(`the bench needs the command ${command}: install the package util-linux`);
  }
}

async function works(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
