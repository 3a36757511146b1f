import { chatBody } from './consumer-request';

it('a body has exactly the size that was asked for', () => {
  for (const bytes of [100, 1_000, 4_321, 100_000, 1_000_000]) {
    const body = chatBody(bytes, { stream: true });
    expect(body).toHaveLength(bytes);
    expect(JSON.parse(body)).toMatchObject({ model: 'requested', stream: true });
  }
  expect(chatBody(1_000)).toContain(String.raw`\"What`);
  expect(() => chatBody(10)).toThrow('at least');
});
