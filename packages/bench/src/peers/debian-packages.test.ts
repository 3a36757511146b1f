import { installDebianPrograms, NGINX_PROGRAM, WRK_PROGRAM } from './debian-packages';

/** A machine with some of the programs, where `apt-get install` works or fails. */
function machine(present: string[], aptFails = false) {
  const commands: string[] = [];
  const run = async (file: string, args: readonly string[]) => {
    if (file === 'apt-get') {
      commands.push(args.slice(4).join(' '));
      if (aptFails) return { succeeded: false, text: 'Reading package lists\nE: Unable to locate package wrk\n' };
      if (args.includes('install')) present.push(...args);
      return { succeeded: true, text: '' };
    }
    if (!present.includes(file)) return { succeeded: false, text: '' };
    return file === 'nginx'
      ? { succeeded: true, text: 'nginx version: nginx/1.22.1\n' }
      : { succeeded: false, text: 'wrk debian/4.1.0-3+b2 [epoll] Copyright\n' };
  };
  return { commands, run };
}

it('installs only what is missing, and reports versions', async () => {
  const { commands, run } = machine(['nginx']);
  const installed = await installDebianPrograms([NGINX_PROGRAM, WRK_PROGRAM], { isRoot: true, run });
  expect(commands).toEqual(['update', 'install --no-install-recommends wrk']);
  expect([...installed]).toEqual([
    ['nginx', { version: '1.22.1' }],
    ['wrk', { version: '4.1.0-3+b2' }],
  ]);
});

it('says what to install if it may not, or if that fails', async () => {
  const { commands, run } = machine([]);
  const asUser = await installDebianPrograms([WRK_PROGRAM], { isRoot: false, run });
  expect(commands).toEqual([]);
  expect(asUser.get('wrk')).toEqual({
    version: null,
    reason: 'wrk is not installed (only root can install it): install the package wrk',
  });
  const failing = await installDebianPrograms([WRK_PROGRAM], { isRoot: true, run: machine([], true).run });
  expect(failing.get('wrk')).toMatchObject({
    reason: 'wrk is not installed (apt-get: E: Unable to locate package wrk): install the package wrk',
  });
});
