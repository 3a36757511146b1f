// Writes random secrets for docker-compose.yml to a file .env that only its owner may read. It never replaces an existing
// .env: a new sealing key would make every stored credential unreadable.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
// NATS reads a value that begins with a digit as a number.
const natsPassword = () => `n${randomBytes(24).toString('hex')}`;
const MADE = {
  POSTGRES_PASSWORD: () => randomBytes(24).toString('base64url'),
  NATS_CONTROL_PLANE_PASSWORD: natsPassword,
  NATS_DATA_PLANE_PASSWORD: natsPassword,
  SWITCHYARD_ADMIN_TOKEN: () => randomBytes(32).toString('base64url'),
  SWITCHYARD_SEALING_KEY: () => randomBytes(32).toString('base64'),
};

const lines = readFileSync(file('.env.example'), 'utf8')
  .split('\n')
  .map((line) => {
    const name = line.replace(/=.*/, '');
    return Object.hasOwn(MADE, name) ? `${name}=${MADE[name]()}` : line;
  });
try {
  writeFileSync(file('.env'), lines.join('\n'), { mode: 0o600, flag: 'wx' });
  process.stdout.write(
    'Wrote .env. Keep a copy of SWITCHYARD_SEALING_KEY: stored credentials cannot be read without it.\n',
  );
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  process.stderr.write('.env already exists and was left unchanged. Remove it first to get new secrets.\n');
  process.exit(1);
}
