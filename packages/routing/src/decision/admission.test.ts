import type { ConsumerEntry } from '@switchyard/contract';
import { refuseAdmission } from './admission';

const consumer = (enabled: boolean, ...aiApiIds: string[]): ConsumerEntry => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'consumer',
  enabled,
  traceAllowed: false,
  aiApiIds,
});

describe('refuseAdmission', () => {
  test('admits a consumer only to AI APIs that it has grants for', () => {
    expect(refuseAdmission(consumer(true, 'a', 'b'), 'b')).toBeNull();
    expect(refuseAdmission(consumer(true, 'a', 'b'), 'c')).toBe('access_denied');
  });

  test('admits the consumer of the playground to every AI API that exists', () => {
    const playground = { ...consumer(true), allAiApis: true };
    expect(refuseAdmission(playground, 'a')).toBeNull();
    expect(refuseAdmission(playground, null)).toBe('ai_api_not_found');
  });

  test('reveals to a known consumer that the AI API does not exist', () => {
    expect(refuseAdmission(consumer(true, 'a'), null)).toBe('ai_api_not_found');
  });

  test('reveals to a disabled consumer only that its key is not valid', () => {
    for (const aiApiId of ['a', 'c', null])
      expect(refuseAdmission(consumer(false, 'a'), aiApiId)).toBe('invalid_api_key');
  });
});
