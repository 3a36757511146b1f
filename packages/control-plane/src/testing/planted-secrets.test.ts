import { PlantedSecrets } from './planted-secrets.suite';

it('the search finds a planted credential as it is, in hex and in base64, wherever it stands', () => {
  const secrets = new PlantedSecrets();
  const secret = secrets.next();
  const forms = [
    secret,
    Buffer.from(secret).toString('hex'),
    ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}Bearer ${secret}; and more`).toString('base64')),
  ];
  for (const form of forms) expect(secrets.planted('a place', Buffer.from(`xx ${form} yy`))).not.toEqual([]);
  expect(secrets.planted('a place', Buffer.from('sk-something-else'))).toEqual([]);
});

it('the search finds a key that was shown, but no other that looks like one', () => {
  const secrets = new PlantedSecrets();
  const shown = `sy_live_${'a'.repeat(43)}`;
  secrets.noteShown(`{"secret":"${shown}"}`);
  expect(secrets.anyOf('a place', Buffer.from(`a key ${shown} in a log`))).toHaveLength(1);
  expect(secrets.anyOf('a place', Buffer.from(`a key sy_live_${'b'.repeat(43)}`))).toEqual([]);
});
