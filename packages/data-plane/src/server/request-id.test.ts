import { z } from 'zod';
import { newRequestId } from './request-id';

it('is a UUIDv7 that says the time', () => {
  const atMs = Date.parse('2026-11-30T18:00:00.123Z');
  const ids = [newRequestId(atMs), newRequestId(atMs), newRequestId(atMs + 1)];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(z.uuid({ version: 'v7' }).safeParse(id).success).toBe(true);
  const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(ids.map(timeOf)).toEqual([atMs, atMs, atMs + 1]);
});
