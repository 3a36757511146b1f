import { LENDER_URL } from './lent-database';
import { lendPostgres, takePostgresBack } from './shared-postgres.suite';

const lenderOfThisRun = process.env[LENDER_URL];
afterEach(() => {
  process.env[LENDER_URL] = lenderOfThisRun;
});

it('the shared Postgres, whose URL contains a password, is lent only at a secret path', async () => {
  await lendPostgres();
  try {
    const url = new URL(process.env[LENDER_URL] ?? '');
    expect(url.pathname).toMatch(/^\/[\w-]{22}$/);
    for (const path of ['/', `${url.pathname}x`, url.pathname.slice(0, -1)]) {
      const response = await fetch(new URL(path, url));
      expect([response.status, await response.text()]).toEqual([404, '']);
    }
  } finally {
    await takePostgresBack();
  }
});
