import 'reflect-metadata';
import { suspensionCauseSchema } from '@switchyard/contract';
import { worseCause } from './worst-health';

it('knows each cause, and puts those that need an operator first', () => {
  for (const cause of suspensionCauseSchema.options) expect(worseCause(cause, null)).toBe(cause);
  expect(worseCause('RATE_LIMITED', 'CREDENTIAL_REJECTED')).toBe('CREDENTIAL_REJECTED');
  expect(worseCause('CREDENTIAL_REJECTED', 'UNREACHABLE')).toBe('CREDENTIAL_REJECTED');
  expect(worseCause(null, null)).toBeNull();
});
