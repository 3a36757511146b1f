import { ConfigurationDatabase } from './testing/configuration-database.suite';
import { migrate } from './migrate-program';
import { COMPILER_VERSION } from './publication/compiler-version';

let database: ConfigurationDatabase;

beforeAll(async () => {
  database = await ConfigurationDatabase.create();
});
afterAll(() => database.close());

const run = (...args: string[]) => migrate({ DATABASE_URL: database.url, SWITCHYARD_LOG_LEVEL: 'silent' }, args);
const UP_TO_DATE = 'the database is up to date';

it('refuses arguments that it does not know, before it does anything', async () => {
  for (const args of [['--accept-older'], ['--accept-older-compiler', 'now']]) {
    await expect(migrate({}, args)).rejects.toThrow(
      `unknown argument ${JSON.stringify(args.at(-1))}: the only option is --accept-older-compiler.`,
    );
  }
});

it('accepts an older compiler only if asked to, and only if a newer one has published', async () => {
  expect(await run('--accept-older-compiler')).toEqual([
    UP_TO_DATE,
    'nothing to accept: no newer control plane has published to this database',
  ]);
  const newer = COMPILER_VERSION + 1;
  await database.sql('UPDATE lineage SET compiler_version = $1', [newer]);
  const recorded = () => database.sql('SELECT compiler_version, recompile_requested FROM lineage');
  expect(await run()).toEqual([UP_TO_DATE]);
  expect(await recorded()).toEqual([{ compiler_version: newer, recompile_requested: false }]);
  expect(await run('--accept-older-compiler')).toEqual([
    UP_TO_DATE,
    expect.stringContaining(`accepted this build's compiler version ${COMPILER_VERSION} in place of ${newer}`),
  ]);
  expect(await recorded()).toEqual([{ compiler_version: COMPILER_VERSION, recompile_requested: true }]);
});
